// Is there a Chromium for the browser tests? Without one they are skipped by name, but on CI they fail.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const onPath = (): string[] =>
  (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

/** The same engine without a window to draw: pages are there in half the time. */
const headlessShell = '/usr/bin/chromium-headless-shell';

/** The program's path; undefined when there is none. */
export const findChromium = (): string | undefined => [...usualPlaces, ...onPath()].find(existsSync);

/** For a headless run without a sandbox of its own, and without a call to anybody outside. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Launch = {
  /** Whether a page that was left may rest and come back as it was; Playwright turns that off, and only the whole browser does it. */
  readonly backForwardCache?: boolean;
};

/** Rejects when there is no Chromium. */
export const launchChromium = async ({ backForwardCache = false }: Launch = {}): Promise<Browser> => {
  const whole = findChromium();
  if (whole === undefined) throw new Error('Chromium is missing: install it (Debian: chromium).');
  const executablePath = !backForwardCache && existsSync(headlessShell) ? headlessShell : whole;
  const ignoreDefaultArgs = backForwardCache ? ['--disable-back-forward-cache'] : [];
  return chromium.launch({ executablePath, headless: true, args: switches, ignoreDefaultArgs });
};

/** A suite that needs Chromium. */
export const describeInChromium = (name: string, suite: () => void): void => {
  const runs = findChromium() !== undefined || process.env['CI'] === 'true';
  if (runs) describe(name, suite);
  else describe.skip(`${name} (skipped: Chromium is missing)`, suite);
};
