/**
 * Reads a JSON body strictly (I-JSON, RFC 7493): what comes back is exactly what was written, or a Problem says where not.
 * Nothing is converted, dropped or rounded on the way, and depth is bounded before anything recursive looks at it.
 */
import { visit } from 'jsonc-parser';
import { Problem, type ProblemCode } from './problem.js';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

const MAX_DEPTH = 32;

export function parseIJson(bytes: Uint8Array): JsonObject {
  const text = decodeUtf8(bytes);
  if (depthOf(text) > MAX_DEPTH) {
    throw new Problem('json-too-deep', `objects and arrays may be nested at most ${MAX_DEPTH} levels deep`);
  }
  const value = parseStrictly(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Problem('malformed-json', 'the body must be one JSON object');
  }
  refuseWhatParsersHide(text);
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('malformed-json', 'the body is not valid UTF-8');
  }
  if (text.startsWith('\uFEFF')) throw new Problem('malformed-json', 'the body must not begin with a byte order mark');
  return text;
}

/** One pass over the characters, without recursion or backtracking: safe on text that is no JSON at all. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') i = endOfString(text, i);
    else if (c === '[' || c === '{') deepest = Math.max(deepest, ++depth);
    else if (c === ']' || c === '}') depth--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/** JSON.parse knows the grammar best, but its message repeats the input, so only the place is told. */
function parseStrictly(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Problem('malformed-json', `the body is not valid JSON${placeOfError(text)}`);
  }
}

function placeOfError(text: string): string {
  let place = '';
  const onError = (_code: number, _offset: number, _length: number, line: number, character: number) => {
    place ||= ` (line ${line + 1}, column ${character + 1})`;
  };
  visit(text, { onError }, { disallowComments: true });
  return place;
}

/** A parsed value no longer shows a member given twice, a replaced prototype or a rounded number. */
function refuseWhatParsersHide(text: string): void {
  const names: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      names.push(new Set());
    },
    onObjectEnd: () => {
      names.pop();
    },
    onObjectProperty: (name, _offset, _length, _line, _character, parent) => {
      const at = () => pointerTo([...parent(), name]);
      checkName(name, at);
      if (names.at(-1)?.has(name)) refuse('malformed-json', 'the member is given twice', at());
      names.at(-1)?.add(name);
    },
    onLiteralValue: (value: unknown, _offset, _length, _line, _character, path) =>
      checkLiteral(value, () => pointerTo(path())),
  });
}

function checkName(name: string, at: () => string): void {
  if (name === '__proto__') refuse('forbidden-key', 'a member must not be called __proto__', at());
  checkText(name, at);
}

function checkLiteral(value: unknown, at: () => string): void {
  if (typeof value === 'string') checkText(value, at);
  if (typeof value !== 'number') return;
  if (!Number.isFinite(value)) refuse('validation-failed', 'the number is too large', at());
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    refuse('validation-failed', 'a whole number must lie between -(2^53 - 1) and 2^53 - 1', at());
  }
}

function checkText(text: string, at: () => string): void {
  if (text.includes('\u0000')) refuse('unstorable-text', 'text must not contain the NUL character', at());
  if (/\p{Surrogate}/u.test(text)) refuse('unstorable-text', 'text must not contain half of a surrogate pair', at());
}

function refuse(code: ProblemCode, detail: string, pointer: string): never {
  throw new Problem(code, detail, { errors: [{ in: 'body', pointer, detail }] });
}

/** RFC 6901. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
