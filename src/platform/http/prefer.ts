/** `Prefer: wait=N` (RFC 7240): how long a client would wait for the end of what it asked for. Other preferences are ignored. */
import { Problem } from './problem.js';

export const MAX_WAIT_SECONDS = 60;

/** null: it would not wait. */
export function preferredWait(prefer: string | string[] | undefined): number | null {
  if (prefer === undefined) return null;
  // Of several the first one counts.
  const wait = split(String(prefer), ',')
    .map((preference) => split(preference, ';')[0]!.trim())
    .find((preference) => /^wait\s*(=|$)/i.test(preference));
  return wait === undefined ? null : secondsOf(wait.slice('wait'.length));
}

function secondsOf(value: string): number {
  const digits = /^\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))$/.exec(value);
  const seconds = Number(digits?.[1] ?? digits?.[2] ?? Number.NaN);
  if (seconds <= MAX_WAIT_SECONDS) return seconds;
  const detail = `wait must be a whole number of seconds from 0 to ${MAX_WAIT_SECONDS}`;
  throw new Problem('invalid-header', `prefer: ${detail}`, { errors: [{ in: 'header', name: 'prefer', detail }] });
}

/** Where the separator stands outside of quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && quoted) i++;
    else if (text[i] === '"') quoted = !quoted;
    else if (text[i] === separator && !quoted) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}
