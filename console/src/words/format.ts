/** Numbers, times and sizes as a person reads them; the same figures as the command line shows. */
import { type Language, useLanguage } from './language.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = {
  en: { ms: ' ms', s: ' s', min: ' min', h: ' h', d: ' d', gap: ' ' },
  zh: { ms: ' 毫秒', s: ' 秒', min: ' 分', h: ' 小时', d: ' 天', gap: ' ' },
};
const LOCALES = { en: 'en-GB', zh: 'zh-CN' };

export interface Format {
  count(n: number): string;
  percent(part: number): string;
  duration(ms: number): string;
  bytes(n: number): string;
  /** How long ago, or how long still. */
  relative(time: string, now: number): string;
  exact(time: string): string;
  /** Hours and minutes. */
  clock(time: string): string;
  /** The day too. */
  dayAndClock(time: string): string;
}

export function createFormat(language: Language): Format {
  const locale = LOCALES[language];
  const numbers = new Intl.NumberFormat(locale);
  const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const exacts = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
  const clocks = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const daysAndClocks = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return {
    count: (n) => numbers.format(Math.round(n)),
    percent: (part) => percents.format(part),
    duration: (ms) => duration(ms, UNITS[language]),
    bytes: (n) => (n < 1024 ? `${numbers.format(n)} B` : `${oneDigit.format(n / 1024)} KiB`),
    relative: (time, now) => relative(Date.parse(time) - now, relatives),
    exact: (time) => exacts.format(Date.parse(time)),
    clock: (time) => clocks.format(Date.parse(time)),
    dayAndClock: (time) => daysAndClocks.format(Date.parse(time)),
  };
}

/** Made once for each language: the browser takes long to make a formatter, and every row of a list wants some. */
const made = new Map<Language, Format>();

export function useFormat(): Format {
  const language = useLanguage();
  const format = made.get(language) ?? createFormat(language);
  made.set(language, format);
  return format;
}

function duration(ms: number, { ms: milliseconds, s, min, h, d, gap }: (typeof UNITS)['en']): string {
  if (ms < SECOND) return `${Math.round(ms)}${milliseconds}`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)}${s}`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)}${s}`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}${min}${gap}${Math.floor((ms % MINUTE) / SECOND)}${s}`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}${h}${gap}${Math.floor((ms % HOUR) / MINUTE)}${min}`;
  return `${Math.floor(ms / DAY)}${d}${gap}${Math.floor((ms % DAY) / HOUR)}${h}`;
}

/** Clocks differ a little: what has just happened is not in the future. */
const SKEW_MS = 3_000;

function relative(ms: number, formatter: Intl.RelativeTimeFormat): string {
  const away = Math.abs(ms);
  if (ms > 0 && ms < SKEW_MS) return formatter.format(0, 'second');
  if (away < MINUTE) return formatter.format(Math.round(ms / SECOND), 'second');
  if (away < HOUR) return formatter.format(Math.round(ms / MINUTE), 'minute');
  if (away < 2 * DAY) return formatter.format(Math.round(ms / HOUR), 'hour');
  return formatter.format(Math.round(ms / DAY), 'day');
}
