import { useEffect, useRef, useState } from 'react';

/**
 * Listens to a stream of server-sent events while the screen is open. The browser reconnects by itself; the answer says
 * whether the line is up, so that a screen never pretends to be live.
 */
export function useLive<T>(path: string, event: string, heard: (data: T) => void): boolean {
  const [connected, setConnected] = useState(false);
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    if (typeof EventSource === 'undefined') return;
    const stream = new EventSource(path, { withCredentials: true });
    stream.addEventListener('open', () => setConnected(true));
    stream.addEventListener('error', () => setConnected(false));
    stream.addEventListener(event, message => {
      setConnected(true);
      latest.current(JSON.parse((message as MessageEvent<string>).data) as T);
    });
    return () => stream.close();
  }, [path, event]);
  return connected;
}
