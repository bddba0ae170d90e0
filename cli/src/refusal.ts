/** Why there is no answer, as a person reads it: what is wrong, where, and what to do. */
import type { Connection } from './connection.js';
import { EXIT, Stopped } from './exit.js';
import { plain } from './format.js';
import type { components } from './openapi.js';

type Problem = components['schemas']['Problem'];

/** Intake asks to come again. */
const UNAVAILABLE = 503;
const NOBODY = new Set(['ECONNREFUSED', 'ENOTFOUND']);

export function refusal({ status }: { status: number }, body: unknown, connection: Connection): Stopped {
  if (!isProblem(body)) return foreign(connection);
  const places = (body.errors ?? []).map(
    ({ pointer, name, detail, ...at }) => `${pointer ?? name ?? at.in}: ${detail}`,
  );
  return new Stopped(exitCodeOf(status), plain(`${body.title} (${status} ${body.code}): ${body.detail}`), {
    hints: [...places, ...hints(body.code, connection), `What to do: ${connection.url}${body.type}`].map(plain),
    document: body,
  });
}

export function unreachable(reason: unknown, { url }: Connection): Stopped {
  const cause = causeOf(reason);
  return new Stopped(EXIT.unreachable, `no Intake answers at ${url} (${plain(cause)})`, {
    hints: ['Start it (npm start), or set INTAKE_URL, or PORT, to where it listens'],
    nobody: NOBODY.has(cause),
  });
}

export function foreign({ url }: Connection): Stopped {
  return new Stopped(
    EXIT.unreachable,
    `what answers at ${url} is not an Intake, or one that this command is too old for`,
    {
      hints: ['Set INTAKE_URL, or PORT, to where Intake listens'],
    },
  );
}

function exitCodeOf(status: number): number {
  if (status === UNAVAILABLE) return EXIT.unreachable;
  return status < 500 ? EXIT.refused : EXIT.failed;
}

function hints(code: string, { key, keySource }: Connection): string[] {
  if (code === 'unauthenticated' && key === null) return [`Set INTAKE_KEY: there is no key in ${keySource}`];
  if (code === 'unauthenticated') return [`The key is the one in ${keySource}: set INTAKE_KEY to one that is valid`];
  if (code === 'state-conflict') return ['What runs: npx --no intake operations'];
  return [];
}

/** fetch wraps what happened: the network's own word for it stands within. */
function causeOf(reason: unknown): string {
  if (typeof reason !== 'object' || reason === null) return String(reason);
  const { name, cause } = reason as Error;
  if (name === 'TimeoutError') return 'no answer in time';
  const { code, message } = (cause ?? reason) as NodeJS.ErrnoException;
  return code ?? message;
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body;
