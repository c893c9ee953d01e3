import type { ReactNode } from 'react';
import { useMay } from '../api/session';

interface AllowedProps {
  /** What one needs for it, all of them. */
  to: string | readonly string[];
  children: ReactNode;
}

/** What does something, for whoever may: what the server would refuse is not offered. */
export function Allowed({ to, children }: AllowedProps) {
  const may = useMay();
  return [to].flat().every(may) ? children : null;
}
