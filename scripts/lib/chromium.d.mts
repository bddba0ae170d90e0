import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export function chromiumPath(): string | null;
export function openBrowser(executablePath: string): Promise<Browser>;
export function drawnMs(page: Page, url: string, sign: string): Promise<number>;
export function signedIn(
  browser: Browser,
  at: { url: string; key: string },
  options?: BrowserContextOptions,
): Promise<Page>;
