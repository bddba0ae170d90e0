/** Numbers, times and tables as a person reads them. */
import { stripVTControlCharacters } from 'node:util';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const count = (n: number): string => Math.round(n).toLocaleString('en');

export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
}

/** On one line, and without what a terminal would take for a command: others have written it. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ');

/** Columns of one width each, two spaces between; the last one is as long as it is. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const line = (row: string[]) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

const width = (cell: string): number => stripVTControlCharacters(cell).length;
