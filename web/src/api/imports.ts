import { useSyncExternalStore } from 'react';
import { useSession } from './session';

/** A file that was begun to be brought in from this browser, and how many rows it has, as far as the try-out told. */
export interface Begun {
  file: string;
  rows: number | null;
}

const KEPT = 'rapport.imports';
const heard = new Set<() => void>();

/** What the browser keeps: the end of an import is shown also after a reload. */
function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** What every account has begun here. */
function all(): Record<string, Begun[]> {
  try {
    return JSON.parse(kept() ?? '{}') as Record<string, Begun[]>;
  } catch {
    return {};
  }
}

function put(account: string, begun: readonly Begun[]): void {
  const { [account]: _, ...others } = all();
  const next = begun.length > 0 ? { ...others, [account]: begun } : others;
  try {
    localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing shows imports on their own page only.
  }
  for (const tell of heard) tell();
}

function listen(tell: () => void): () => void {
  heard.add(tell);
  globalThis.addEventListener('storage', tell);
  return () => {
    heard.delete(tell);
    globalThis.removeEventListener('storage', tell);
  };
}

/** The imports that who is signed in has begun in this browser, until somebody has seen how they ended. */
export function useImports() {
  const account = useSession().data?.id ?? '';
  const begun = useSyncExternalStore(listen, kept) === null ? [] : (all()[account] ?? []);
  const others = (file: string) => (all()[account] ?? []).filter(one => one.file !== file);
  return {
    begun,
    begin: (one: Begun) => put(account, [...others(one.file), one]),
    forget: (file: string) => {
      if (begun.some(one => one.file === file)) put(account, others(file));
    },
  };
}
