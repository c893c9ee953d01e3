import { useEffect, useState } from 'react';

/** The clock, so that "5 minutes ago" and "expires in" stay true while one looks. */
export function useNow(everyMs = 15_000): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick(count => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  // Not the moment of the last tick: what came since would lie ahead of it.
  return Date.now();
}
