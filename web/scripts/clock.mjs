// How long the journey editor keeps a key waiting: a journey of 200 steps, in Chromium, against the API from memory.
// node scripts/clock.mjs [--no-build] [--profile=<file>] prints, for each thing one does, the median and the 95th percentile of
// the time from the key to the next paint, of all work of the main thread it led to, and of the longest piece of it.
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const TIMES = Number(process.argv.find(arg => arg.startsWith('--times='))?.slice(8) ?? 40);
const profile = process.argv.find(arg => arg.startsWith('--profile='))?.slice(10);
const outDir = 'node_modules/.fake-build';
if (!process.argv.includes('--no-build')) await build({ mode: 'fake', logLevel: 'warn', build: { outDir } });
const server = await preview({ mode: 'fake', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: process.env.RAPPORT_BROWSER ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: 'en' });
const page = await context.newPage();
await page.addInitScript(() => {
  globalThis.longest = 0;
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ type: 'longtask' });
  globalThis.painted = [];
  // From the event to the first moment after the frame that shows it.
  const watch = event => {
    const begun = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => globalThis.painted.push(performance.now() - begun);
      channel.port2.postMessage(null);
    });
  };
  for (const name of ['keydown', 'click']) addEventListener(name, watch, { capture: true });
});
const devtools = await context.newCDPSession(page);
// The time of the processor, not of the clock on the wall: what else runs on this machine does not count.
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
const worked = async () => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
};
// The API from memory keeps no drafts: what is written would be taken back.
await page.route('**/draft', () => {});
await page.goto(`http://127.0.0.1:${port}/journeys/long?tab=document`);
await page.locator('[data-step=s1]').waitFor();
const text = page.getByLabel('The journey as a YAML document');
await text.waitFor();
await page.waitForTimeout(2_000);
const idle = await worked().then(async before => {
  await page.waitForTimeout(1_000);
  return (await worked()) - before;
});

/** Does something several times, each after the last has come to rest. */
async function measure(name, act) {
  const found = { paint: [], work: [], longest: [] };
  if (profile) {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.start');
  }
  for (let at = 0; at < TIMES; at += 1) {
    await page.evaluate(() => {
      globalThis.painted = [];
      globalThis.longest = 0;
    });
    const before = await worked();
    await act(at);
    await page.waitForTimeout(300);
    found.work.push((await worked()) - before - idle * 0.3);
    const { painted, longest } = await page.evaluate(() => ({
      painted: globalThis.painted,
      longest: globalThis.longest,
    }));
    found.paint.push(painted.at(-1) ?? Number.NaN);
    found.longest.push(longest);
  }
  if (profile) {
    const got = await devtools.send('Profiler.stop');
    writeFileSync(`${profile}-${name.replaceAll(' ', '-')}.cpuprofile`, JSON.stringify(got.profile));
  }
  const at = (list, share) =>
    list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
  const told = Object.entries(found).map(
    ([what, list]) => `${what} ${at(list, 0.5).toFixed(0)}/${at(list, 0.95).toFixed(0)}`,
  );
  console.log(`${name.padEnd(24)} ${told.join('   ')} ms (median/95th)`);
}

const editor = await text.elementHandle();
await editor.click();
await page.keyboard.press('Control+Home');
for (let at = 0; at < 30; at += 1) await page.keyboard.press('ArrowDown');
await page.keyboard.press('End');
await measure('a letter in the text', () => page.keyboard.press('a'));
await measure('cursor to another line', () => page.keyboard.press('ArrowDown'));
await page.locator('[data-step=s1]').click();
await page.getByLabel('How long').first().focus();
await page.keyboard.press('End');
await measure('a letter in a field', at => page.keyboard.press(String(at % 10)));
await page.getByRole('button', { name: 'Move', exact: true }).click();
await page.getByRole('button', { name: 'Cancel' }).first().click();
await measure('a step moved', async at => {
  await page.evaluate(() => [...document.querySelectorAll('button')].find(one => one.textContent === 'Move').click());
  await page.waitForTimeout(200);
  const place = at % 2 === 0 ? 'Put s1 after s100' : 'Put s1 after s4';
  await page.evaluate(label => document.querySelector(`[aria-label="${label}"]`).click(), place);
});
await measure('undo', () => page.getByRole('button', { name: 'Undo' }).click());
await browser.close();
await server.close();
