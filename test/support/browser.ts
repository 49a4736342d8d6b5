import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/tools.mjs';

/** What a browser in a container without a display, a user namespace and a network needs. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

/** Starts Debian's browser with an empty profile. It ends with this process at the latest. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
