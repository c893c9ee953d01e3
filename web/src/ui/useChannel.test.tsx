import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeAll, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { brands, session } from '../../fake/rest';
import { speak, startI18n } from '../i18n';
import { useChannel } from './useChannel';

beforeAll(startI18n);

it('calls a channel by its kind, and by its own name where it has one', async () => {
  await speak('de');
  const channels = [
    { id: 'email', kind: 'email', brands: ['nordwind'] },
    { id: 'newsletter', kind: 'email', brands: ['nordwind'] },
    { id: 'post_card', kind: null, brands: ['nordwind'] },
  ];
  vi.stubGlobal('fetch', (request: Request) =>
    new URL(request.url).pathname === '/v1/channels' ? Response.json({ kinds: [], channels }) : fakeApi(request),
  );
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(useChannel, { wrapper });
  await waitFor(() => expect(result.current.kindOf('newsletter')).toBe('email'));
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
  expect(plain(result.current.nameOf('email'))).toBe('E-Mail');
  expect(plain(result.current.nameOf('newsletter'))).toBe('E-Mail „newsletter“');
  expect(plain(result.current.nameOf('post_card'))).toBe('post card');
});

it('knows the kinds from the list of brands where the settings may not be read', async () => {
  await speak('de');
  const asked: string[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === '/v1/session') return Response.json({ ...session, permissions: ['brand.read'] });
    const channels = [{ id: 'newsletter', kind: 'email' }, { id: 'staff' }];
    if (pathname === '/v1/brands') return Response.json(brands.map(brand => ({ ...brand, channels })));
    return fakeApi(request);
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(useChannel, { wrapper });
  await waitFor(() => expect(result.current.kindOf('newsletter')).toBe('email'));
  expect(result.current.kindOf('staff')).toBe('staff');
  expect(asked).not.toContain('/v1/channels');
});
