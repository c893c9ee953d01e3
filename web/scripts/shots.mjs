// Looks at every screen against the API from memory: builds, serves with the real content security policy, and takes
// pictures (phone and desk, light and dark) into browser/shots/. Says which screens broke the policy or logged an error.
// node scripts/shots.mjs [name...] takes only these screens; RAPPORT_FAKE=hostile shows them with names that try to break them.
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** Where each screen is, and what is pressed there, one after the other. */
const SCREENS = JSON.parse(readFileSync('fake/screens.json', 'utf8'));
const VIEWS = { desk: { width: 1360, height: 900 }, phone: { width: 360, height: 780 } };

const wanted = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const language = process.argv.find(arg => arg.startsWith('--lang='))?.slice(7) ?? 'en';
const views = process.argv.includes('--desk')
  ? ['desk']
  : process.argv.includes('--phone')
    ? ['phone']
    : ['desk', 'phone'];
const schemes = process.argv.includes('--light')
  ? ['light']
  : process.argv.includes('--dark')
    ? ['dark']
    : ['light', 'dark'];
const out = 'browser/shots/fake';
mkdirSync(out, { recursive: true });
if (!process.argv.includes('--no-build'))
  await build({ mode: 'fake', logLevel: 'warn', build: { outDir: 'node_modules/.fake-build' } });
const server = await preview({
  mode: 'fake',
  build: { outDir: 'node_modules/.fake-build' },
  preview: { port: 0, host: '127.0.0.1', headers: { 'content-security-policy': CSP } },
});
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let broken = 0;
for (const view of views) {
  for (const scheme of schemes) {
    const context = await browser.newContext({
      viewport: VIEWS[view],
      colorScheme: scheme,
      locale: language,
      deviceScaleFactor: 1,
    });
    for (const [name, screen] of Object.entries(SCREENS)) {
      const [path, ...presses] = [screen].flat();
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const tab = await context.newPage();
      tab.on('console', message => {
        if (message.type() === 'error' && !(name === 'missing' && message.text().includes('404'))) {
          broken += 1;
          console.log(`${name} ${view} ${scheme}: ${message.text()}`);
        }
      });
      tab.on('pageerror', error => {
        broken += 1;
        console.log(`${name} ${view} ${scheme}: ${error.message}`);
      });
      await tab.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: 'load' });
      await tab.waitForTimeout(900);
      for (const press of presses) {
        await tab.locator(press).first().click();
        await tab.waitForTimeout(400);
      }
      const wide = await tab.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) console.log(`${name} ${view} ${scheme}: ${wide}px too wide`);
      await tab.screenshot({ path: `${out}/${name}-${view}-${scheme}.png`, fullPage: true });
      await tab.close();
    }
    await context.close();
  }
}
await browser.close();
await server.close();
process.exit(broken > 0 ? 1 : 0);
