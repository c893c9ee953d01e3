import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** What the numbers of a step count, and in which state the messages are that they open. */
const STATE: Record<string, string> = {
  sent: 'accepted',
  refused: 'not_sent',
  deferred: 'deferred',
  under_way: 'under_way',
  unknown: 'unknown',
};

interface NumberLinkProps {
  /** Of which journey; without one, the number stands alone. */
  journey: string | undefined;
  step: string;
  name: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A number of a step, which opens the list that it counts: messages, or people. */
export function NumberLink({ journey, step, name, className = '', children }: NumberLinkProps) {
  if (!journey) return <span className={className}>{children}</span>;
  const inPicture = `${className} nodrag nopan`;
  const state = STATE[name];
  if (state) {
    return (
      <Link to="/deliveries" search={{ journey, step, state }} className={inPicture}>
        {children}
      </Link>
    );
  }
  const who = name === 'here' ? ('here' as const) : ('passed' as const);
  return (
    <Link to="/journeys/$journey" params={{ journey }} search={{ step, who }} className={inPicture}>
      {children}
    </Link>
  );
}
