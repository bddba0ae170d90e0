/** The end of an operation: in words, and as an exit code. */
import { EXIT } from './exit.js';
import { count, counted, duration, plain } from './format.js';
import { nounOf, type Operation, titleOf } from './operation.js';

interface Outcome {
  exitCode: number;
  text: string;
}

/** What a verify found of one read model. */
interface Verified {
  name: string;
  position: number;
  rows: number;
  differing: number;
  missing: number;
  extra: number;
  parked: number;
  keys: Record<string, unknown>[];
  repaired: number;
}

/** Enough to see what it is about; --json has them all. */
const KEYS_SHOWN = 10;

export function outcomeOf(operation: Operation): Outcome {
  const { state, error } = operation;
  if (state === 'failed')
    return { exitCode: EXIT.failed, text: `${titleOf(operation)}: failed: ${plain(error ?? '')}` };
  if (state === 'cancelled') return { exitCode: EXIT.failed, text: `${titleOf(operation)}: cancelled` };
  if (operation.kind === 'verify') return verified(operation);
  if (operation.kind === 'retry-inputs' || operation.kind === 'cancel-inputs') return asked(operation);
  return { exitCode: EXIT.done, text: `${titleOf(operation)}: done, ${wayOf(operation)}` };
}

function wayOf({ kind, done, result, startedAt, finishedAt }: Operation): string {
  const took = Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt);
  const topic = typeof result?.topic === 'string' ? `, to ${plain(result.topic)}` : '';
  return `${counted(done, nounOf({ kind }))} in ${duration(took)}${topic}`;
}

/** What was asked of many inputs. */
interface Asked {
  done: number;
  skipped: number;
  failed: number;
  /** How many by the code of the problem. */
  reasons: Record<string, number>;
}

/** What was skipped stands as it is, and its reason says why; what failed is a fault of Intake's. */
function asked(operation: Operation): Outcome {
  const { done, skipped, failed, reasons } = operation.result as unknown as Asked;
  const why = Object.entries(reasons).map(([code, times]) => `${plain(code)} ${count(times)}`);
  const rest = [skipped > 0 && `${count(skipped)} skipped`, failed > 0 && `${count(failed)} failed`].filter(Boolean);
  const more = rest.length > 0 ? `; ${rest.join(', ')}: ${why.join(', ')}` : '';
  return {
    exitCode: failed > 0 ? EXIT.failed : EXIT.done,
    text: `${titleOf(operation)}: done, ${wayOf({ ...operation, done })}${more}`,
  };
}

function verified({ result }: Operation): Outcome {
  const found = (result?.projections ?? [result]) as Verified[];
  return {
    exitCode: found.every((each) => isRight(each) || each.repaired > 0) ? EXIT.done : EXIT.failed,
    text: found.map(verdict).join('\n'),
  };
}

const isRight = ({ differing, missing, extra }: Verified): boolean => differing + missing + extra === 0;

function verdict(found: Verified): string {
  const name = plain(found.name);
  const of = `${name} at position ${count(found.position)}: ${counted(found.rows, 'row')} compared`;
  const parked = found.parked > 0 ? `, without ${counted(found.parked, 'parked stream')}` : '';
  if (isRight(found)) return `${of}${parked}, all as the log says`;
  const wrong = `${count(found.differing)} differing, ${count(found.missing)} missing, ${count(found.extra)} extra`;
  const keys = found.keys.slice(0, KEYS_SHOWN).map((key) => `  ${plain(Object.values(key).join(' '))}`);
  const more = found.keys.length > KEYS_SHOWN ? ['  …'] : [];
  const end =
    found.repaired > 0
      ? `${counted(found.repaired, 'row')} put right`
      : `to repair them: npx --no intake verify ${name} --repair`;
  return [`${of}${parked}: ${wrong}`, ...keys, ...more, end].join('\n');
}
