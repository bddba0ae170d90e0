/** Light or dark: as the browser wants it, or as a person has chosen. */
import { createPreference } from '../words/preference.js';

const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const chosenTheme = createPreference('theme', themes);

export const themeOfBrowser = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

export function showTheme(theme: Theme | null): void {
  if (theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
