/** The lines of newline-delimited JSON, byte for byte, each judged by itself. */
import { Problem } from '../../platform/http/problem.js';
import { inTurns } from '../../platform/in-turns.js';

export const MAX_LINES = 1_000;
export const MAX_LINE_BYTES = 256 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Throws a Problem where there are too many. */
export const linesOf = async (body: Buffer): Promise<(Buffer | Problem)[]> => inTurns(judged(split(body)));

/** A final newline is the end of a line and not the beginning of one. */
function split(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < body.length; ) {
    if (lines.length === MAX_LINES)
      throw new Problem('payload-too-large', `a batch may have at most ${MAX_LINES} lines`);
    const newline = body.indexOf(NEWLINE, from);
    const end = newline === -1 ? body.length : newline;
    const isCrLf = newline > from && body[newline - 1] === RETURN;
    lines.push(body.subarray(from, isCrLf ? end - 1 : end));
    from = end + 1;
  }
  return lines;
}

function* judged(lines: readonly Buffer[]): Generator<Buffer | Problem> {
  for (const line of lines) yield judge(line);
}

function judge(line: Buffer): Buffer | Problem {
  if (line.length === 0) return new Problem('malformed-json', 'the line is empty');
  if (line.length > MAX_LINE_BYTES)
    return new Problem('payload-too-large', `a line may have at most ${MAX_LINE_BYTES} bytes`);
  return isJson(line) ? line : new Problem('malformed-json', 'the line is not one JSON text in UTF-8');
}

/** What it says is the destination's business: it must be JSON, and nothing more. */
function isJson(line: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    return true;
  } catch {
    return false;
  }
}
