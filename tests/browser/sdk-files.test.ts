// A page of another site loads the module and the style from the proxy as it loads its own.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readBrowserLibrary } from '../../config/browser-library.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

const { current } = readBrowserLibrary();
const fileOf = (name: string) => {
  const file = current.find((one) => one.name === name);
  if (file === undefined) throw new Error(`there is no ${name}`);
  return file;
};

describeInChromium('a page of another site', () => {
  let proxy: RunningProxy;
  let site: Server;
  let browser: Browser;
  let html = '';

  beforeAll(async () => {
    proxy = await startProxy();
    site = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(html);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    site.close();
    await proxy.stop();
  });

  /** By a name that is another site than the proxy's address. */
  const open = async (body: string): Promise<Page> => {
    html = `<!doctype html><title>A page</title>${body}`;
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    return page;
  };

  it.each(['path', 'hashedPath'] as const)('imports the module by its %s', async (way) => {
    const page = await open('');
    const names = await page.evaluate(
      async (address) => Object.keys(await import(address)),
      proxy.url + fileOf('drift-attributes.mjs')[way],
    );
    expect(names).toContain('createDriftAttributes');
    await page.close();
  });

  it.each([
    ['takes the style that it names', 'drift-attributes.css', 'none'],
    ['takes no other bytes', 'drift-attributes.js', 'block'],
  ])('%s, by its integrity', async (_what, named, display) => {
    const { hashedPath } = fileOf('drift-attributes.css');
    const { integrity } = fileOf(named);
    const page = await open(
      `<link rel="stylesheet" href="${proxy.url}${hashedPath}" integrity="${integrity}" crossorigin="anonymous">
      <style>p { display: block }</style><p data-drift-if="plan" hidden>For some</p>`,
    );
    expect(await page.locator('p').evaluate((element) => getComputedStyle(element).display)).toBe(display);
    await page.close();
  });
});
