/**
 * Code in a page, from the file it names: `<!-- from src/a.ts -->` is filled with the whole file,
 * `<!-- from src/a.ts#decide -->` with what the file calls by that name and the comment above it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from './preconditions.mjs';
import { root } from './root.mjs';

const PLACE = /^<!-- from ([\w./-]+)(?:#(\w+))? -->\n```(\w+)\n[\s\S]*?^```$/gm;

export async function withCode(page) {
  let filled = page;
  for (const [place, path, name, language] of page.matchAll(PLACE)) {
    const mark = place.slice(0, place.indexOf('\n'));
    const code = cut(path, await read(path), name);
    filled = filled.replace(place, () => `${mark}\n\`\`\`${language}\n${code}\n\`\`\``);
  }
  return filled;
}

const read = (path) =>
  readFile(join(root, path), 'utf8').catch(() => refuse(`a page shows ${path}, and there is no such file`));

function cut(path, text, name) {
  if (name === undefined) return text.trimEnd();
  const lines = text.split('\n');
  const declares = new RegExp(`^(export )?(abstract |async )?(class|const|def|function|interface|type) ${name}\\b`);
  const at = lines.findIndex((line) => declares.test(line));
  if (at < 0) refuse(`a page shows ${name} of ${path}, and there is no such thing`);
  return lines.slice(beginOf(lines, at), endOf(lines, at) + 1).join('\n');
}

/** With its comment and its decorators. */
function beginOf(lines, at) {
  let begin = at;
  while (/^(@|\/\*\*| \*)/.test(lines[begin - 1] ?? '')) begin -= 1;
  return begin;
}

/** The line itself, or the next one that closes what it opened; in Python, the last one that is indented. */
function endOf(lines, at) {
  if (lines[at].endsWith(';')) return at;
  const next = lines.findIndex((line, n) => n > at && /^\S/.test(line));
  if (/^[}\])]/.test(lines[next] ?? '')) return next;
  return lines.findLastIndex((line, n) => line !== '' && (next < 0 || n < next));
}
