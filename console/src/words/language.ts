/** English or Chinese: as the browser wants it, or as a person has chosen. */
import { createPreference } from './preference.js';

const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export const chosenLanguage = createPreference('language', languages);

export function useLanguage(): Language {
  return chosenLanguage.use() ?? ofBrowser(navigator.languages);
}

export const ofBrowser = (wanted: readonly string[]): Language =>
  wanted.map((tag) => languages.find((language) => tag.toLowerCase().startsWith(language))).find(Boolean) ?? 'en';
