import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Patience for a busy machine; a test that passes does not wait for it.
configure({ asyncUtilTimeout: 10_000 });

// jsdom has none of these; Mantine and the screens ask for them. Tests about files run without a window.
if (typeof window !== 'undefined') {
  window.matchMedia ??= (query: string) =>
    ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  window.scrollTo = () => {};
  Element.prototype.scrollTo ??= () => {};
  Element.prototype.scrollIntoView ??= () => {};
  // The code editor asks where its letters are.
  Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
  document.execCommand ??= () => false;
  Range.prototype.getBoundingClientRect ??= () => new DOMRect();
}

afterEach(cleanup);
