import { Button } from '@mantine/core';
import { type ComponentType, useEffect, useState } from 'react';
import { allWords, useTranslation } from '../i18n';
import { Loading } from './Await';

/** After how many milliseconds a file is asked for once more. */
const WAITS = [300, 1_500];

/** A file of the application that did not come. Not the browser's own error: on that one the router would reload the page into nothing. */
export class NotLoaded extends Error {}

/** Loads a file of the application, patiently, and the words that it may say. */
export async function later<T>(load: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  const [part] = await Promise.all([patiently(load, waits), patiently(allWords, waits)]);
  return part;
}

/** Loads a file of the application that needs no other words than the first ones. */
export async function patiently<T>(load: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  for (const wait of waits) {
    try {
      return await load();
    } catch {
      await new Promise(resolve => setTimeout(resolve, wait));
    }
  }
  return load().catch(() => Promise.reject(new NotLoaded('a file of the application could not be loaded')));
}

/** Where a part would be that did not come. The page is loaded anew only when someone answers: else the browser's own error would stand there. */
export function NotLoadedNotice() {
  const { t } = useTranslation();
  const [still, setStill] = useState(false);
  const reload = async () => {
    const there = await fetch(new Request(globalThis.location.href, { method: 'HEAD', cache: 'no-store' })).then(
      answer => answer.ok,
      () => false,
    );
    setStill(!there);
    if (there) globalThis.location.reload();
  };
  return (
    <div className="notice wait" role="alert">
      <strong>{t('away.part_title')}</strong>
      <p>{t('away.part_text')}</p>
      {still ? <p role="status">{t('away.still')}</p> : null}
      <div>
        <Button onClick={() => void reload()}>{t('away.reload')}</Button>
      </div>
    </div>
  );
}

/** A part of a screen in a file of its own, fetched when it is first shown. */
export function laterPart<P extends object>(load: () => Promise<ComponentType<P>>, lines = 6): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [state, setState] = useState<{ part: ComponentType<P> | null; failed: boolean }>({
      part: known,
      failed: false,
    });
    useEffect(() => {
      if (known) return;
      let wanted = true;
      later(load).then(
        part => {
          known = part;
          if (wanted) setState({ part, failed: false });
        },
        () => wanted && setState({ part: null, failed: true }),
      );
      return () => {
        wanted = false;
      };
    }, []);
    if (state.failed) return <NotLoadedNotice />;
    const Part = state.part;
    return Part ? <Part {...props} /> : <Loading lines={lines} />;
  };
}
