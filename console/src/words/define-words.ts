/** The words of a part of the console in both languages; one that is missing in either does not compile. */
import { type Language, useLanguage } from './language.js';

type Sentence = (...values: never[]) => string;

/** The same words; what goes into a sentence is the same in each language. */
type Translated<T> = {
  [K in keyof T]: T[K] extends (...values: infer V) => string ? (...values: V) => string : string;
};

export type Words<T> = Record<Language, T>;

export const defineWords = <const T extends Record<string, string | Sentence>>(
  en: T,
  zh: Translated<T>,
): Words<Translated<T>> => ({ en: en as unknown as Translated<T>, zh });

export const useWords = <T>(words: Words<T>): T => words[useLanguage()];
