import { type ReactNode, useLayoutEffect, useRef } from 'react';

/**
 * Where a table lies. One that does not fit beside other things, in whatever language, stands closer; one that still does not, and
 * any on a phone, is shown as cards, a row each.
 */
export function TableSheet({ children }: { children: ReactNode }) {
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = sheet.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const phone = globalThis.matchMedia('(max-width: 48rem)');
    const fits = () => box.scrollWidth <= box.clientWidth;
    const look = () => {
      box.removeAttribute('data-cards');
      box.removeAttribute('data-tight');
      if (!fits()) box.setAttribute('data-tight', '');
      const cards = phone.matches || !fits();
      box.toggleAttribute('data-cards', cards);
      if (cards) box.removeAttribute('data-tight');
    };
    const watch = new ResizeObserver(look);
    watch.observe(box);
    if (box.firstElementChild) watch.observe(box.firstElementChild);
    look();
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={sheet} className="table-scroll">
      {children}
    </div>
  );
}
