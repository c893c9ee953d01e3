import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [out, width, cols, ...names] = process.argv.slice(2);
const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const p = await b.newPage({ viewport: { width: Number(width) * Number(cols) + 40, height: 800 } });
const imgs = names
  .filter(n => existsSync(n))
  .map(
    n =>
      `<img src="data:image/png;base64,${readFileSync(n).toString('base64')}" style="width:${width}px;max-height:1100px;object-fit:cover;object-position:top;border:1px solid #888">`,
  )
  .join('');
await p.setContent(
  `<body style="margin:4px;background:#777"><div style="display:grid;grid-template-columns:repeat(${cols},${width}px);gap:6px;align-items:start">${imgs}</div>`,
);
await p.screenshot({ path: out, fullPage: true });
await b.close();
