import { useEffect, useRef, useState } from 'react';

const AGAIN_MS = 5_000;

/**
 * Listens to a stream of server-sent events while the screen is open. A line that broke is mended by the browser, one that was
 * refused (by a proxy with no one behind it) from here; the answer says whether it is up, so that a screen never pretends to be live.
 */
export function useLive<T>(path: string, event: string, heard: (data: T) => void): boolean {
  const [connected, setConnected] = useState(false);
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    if (typeof EventSource === 'undefined') return;
    let stream: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const listen = () => {
      stream = new EventSource(path, { withCredentials: true });
      stream.addEventListener('open', () => setConnected(true));
      stream.addEventListener('error', () => {
        setConnected(false);
        if (stream.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN_MS);
      });
      stream.addEventListener(event, message => {
        setConnected(true);
        latest.current(JSON.parse((message as MessageEvent<string>).data) as T);
      });
    };
    listen();
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [path, event]);
  return connected;
}
