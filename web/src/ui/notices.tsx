import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import styles from './notices.module.css';

const Say = createContext<(text: string) => void>(() => undefined);

/** Says in one sentence that something was done; gone after a few seconds, read out by a screen reader. */
export function useSay(): (text: string) => void {
  return useContext(Say);
}

export function Notices({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ id: number; text: string }[]>([]);
  const say = useCallback((text: string) => {
    const id = Date.now() + Math.random();
    setSaid(list => [...list.slice(-2), { id, text }]);
    setTimeout(() => setSaid(list => list.filter(item => item.id !== id)), 6000);
  }, []);
  return (
    <Say.Provider value={say}>
      {children}
      <div className={styles.notices} aria-live="polite">
        {said.map(item => (
          <p key={item.id}>{item.text}</p>
        ))}
      </div>
    </Say.Provider>
  );
}
