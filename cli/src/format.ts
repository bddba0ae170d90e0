/** Numbers, times, tables and documents as they are shown. */
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

/** JSON itself lets these through, and a terminal takes some of them for commands. */
export const jsonOf = (document: unknown, indent = 0): string =>
  JSON.stringify(document, null, indent).replace(
    /[\x7f-\x9f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The colours of a cell are ours, its text may be of others. */
export type Cell = string | { text: string; paint(shown: string): string };

/** Columns of one width each, two spaces between; the last one is as long as it is. */
export function table(rows: Cell[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textOf(row[column]).length)));
  const line = (row: Cell[]) => row.map((cell, column) => painted(cell) + gap(cell, widths[column]));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

const textOf = (cell: Cell = ''): string => plain(typeof cell === 'string' ? cell : cell.text);

const painted = (cell: Cell): string => (typeof cell === 'string' ? textOf(cell) : cell.paint(textOf(cell)));

const gap = (cell: Cell, width = 0): string => ' '.repeat(width - textOf(cell).length);
