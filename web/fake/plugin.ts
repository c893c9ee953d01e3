import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { fakeApi } from './api.ts';
import { ADA, timeline } from './customers.ts';
import { hostile } from './hostile.ts';
import { NOW } from './plan.ts';
import { board } from './rest.ts';

/** `RAPPORT_FAKE=hostile` answers with names and notes that try to break the screens. */
const told = (answer: unknown) => (process.env.RAPPORT_FAKE === 'hostile' ? hostile(answer) : answer);

/** An e-mail as a page. */
const MAIL = `<!doctype html><body style="margin:0;background:#f4f4f4;font-family:sans-serif"><div style="max-width:36rem;
margin:auto;padding:1.5rem;background:#fff"><h1>Still thinking about it?</h1><p>The trail shoe Kea is waiting in your
cart.</p><p><a href="https://shop.nordwind.example/kea">Have a look</a></p><p>Your Nordwind team</p></div></body>`;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Lets Vite's own server answer the API from memory, streams included. */
export function fakePlugin(): Plugin {
  const use = (server: { middlewares: { use: (fn: Middleware) => void } }) => {
    server.middlewares.use((request, response, next) => void answer(request, response, next));
  };
  return { name: 'rapport-fake-api', configureServer: use, configurePreviewServer: use };
}

async function answer(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!url.pathname.startsWith('/v1/')) return next();
  if (url.pathname.endsWith('/live')) return stream(url, response);
  if (/^\/v1\/deliveries\/[^/]+\/mail$/.test(url.pathname)) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(MAIL);
    return;
  }
  const body = await read(request);
  const got = await fakeApi(
    new Request(url, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      ...(body ? { body } : {}),
    }),
  );
  response.writeHead(got.status, { 'content-type': got.headers.get('content-type') ?? 'application/json' });
  const text = await got.text();
  response.end(text === '' ? text : JSON.stringify(told(JSON.parse(text))));
}

function stream(url: URL, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const say = (event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(told(data))}\n\n`);
  if (url.pathname === '/v1/live') {
    // The story's clock stands still; what is live happens now.
    const late = Date.now() - Date.parse(NOW);
    for (const entry of [...timeline].reverse()) {
      const at = new Date(Date.parse(entry.at) + late).toISOString();
      say('entry', { customer: ADA, label: 'Ada Beispiel', entry: { ...entry, at } });
    }
  } else {
    say('board', board());
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
