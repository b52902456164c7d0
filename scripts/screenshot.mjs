// Takes the picture in README.md: the demo with a visitor signed in, after a change in Drift. Needs Chromium and what `npm run build` makes.

import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDemo } from '../dist/demo/demo.js';
import { systemClock } from '../dist/server/clock.js';

const picture = fileURLToPath(new URL('../docs/images/demo.png', import.meta.url));
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

const demo = await startDemo({ port: 0, clock: systemClock, random: Math.random, print: () => {} });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
await page.goto(demo.url);
await page.getByRole('button', { name: 'Ada Verne' }).click();
await page.getByText('Good to see you, Ada').waitFor();
await page.getByText('"lifecycle_stage": "customer"').first().waitFor();
for (const plan of ['pro', 'enterprise']) {
  await page.getByLabel('Change the plan in Drift').selectOption(plan);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The change arrived on the page').waitFor();
}
await page.mouse.move(0, 0);
// The plants on the window sill grow in.
await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
await page.screenshot({ path: picture });
await browser.close();
await demo.close();
console.log(picture);
