import { createMemoryHistory } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import { makeRouter } from './router';

/** What people and programs write into ids. `.` and `..` are no order's number: the server takes them for absent. */
const ODD = [
  'a/b',
  '100%',
  'a%2Fb',
  '#1',
  'a?b=c',
  '../x',
  'a b',
  '"q"',
  "it's",
  'x\u202ey',
  '\u2066x',
  'тест',
  'a\\b',
  'a+b',
  'a&b=c',
  '€',
  '\u{1f600}',
  'a:b',
  '{x}',
  '$y',
  '-',
  '@x',
  'a//b',
  '%',
  '%zz',
  '<b>',
];
const PLACES = {
  order: '/orders/$order',
  sendKey: '/deliveries/$sendKey',
  node: '/plan/$node',
  journey: '/journeys/$journey',
  customer: '/customers/$customer',
  branch: '/branch/$branch',
};

describe.each(Object.entries(PLACES))('a link to %s', (name, to) => {
  it.each(ODD)('opens from its address, also after a reload: %j', async id => {
    const router = makeRouter(createMemoryHistory());
    await router.load();
    const { href } = router.buildLocation({ to, params: { [name]: id } } as never);
    // As a browser writes it.
    const url = new URL(href, 'http://rapport');
    const again = makeRouter(createMemoryHistory({ initialEntries: [url.href.slice(url.origin.length)] }));
    const last = again.matchRoutes(again.latestLocation as never).at(-1) as
      | { params: Record<string, string> }
      | undefined;
    expect(last?.params[name]).toBe(id);
  });
});
