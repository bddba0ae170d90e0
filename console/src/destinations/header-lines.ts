/** Headers as they are written in a form, one on a line. */
const LINE = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/;

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

export const headerLines = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/** The first line that is none, or whose name stands there already; null: all are well. */
export function wrongLine(text: string): string | null {
  const names = new Set<string>();
  const isWrong = (line: string) => {
    const name = LINE.exec(line)?.[1]?.toLowerCase();
    if (name === undefined || names.has(name)) return true;
    names.add(name);
    return false;
  };
  return linesOf(text).find(isWrong) ?? null;
}

export const headersIn = (text: string): Record<string, string> =>
  Object.fromEntries(linesOf(text).flatMap((line) => [LINE.exec(line)?.slice(1) ?? []].filter(({ length }) => length)));
