/** What comes in through one place only: time, chance, ids, secrets and the environment; and that platform/ says what it is for. */
import { describe, expect, it } from '@jest/globals';
import { sources } from '../support/sources.js';

interface Rule {
  what: string;
  found: RegExp;
  /** Each with its reason. */
  allowed: Readonly<Record<string, string>>;
}

const RULES: readonly Rule[] = [
  {
    what: 'the wall clock',
    found: /\bDate\.now\(|\bnew Date\(\)/,
    allowed: {
      'platform/clock.ts': 'the clock itself',
      'platform/log.ts': 'when a line was written: read by people, decides nothing',
      'platform/http/client-errors.ts': 'the Date header of an answer written by hand',
    },
  },
  {
    what: 'chance',
    found: /\bMath\.random\(|\brandomInt\(/,
    allowed: { 'platform/ids.ts': 'where chance comes in' },
  },
  {
    what: 'ids',
    found: /\brandomUUID\(|from 'uuid'/,
    allowed: { 'platform/ids.ts': 'where ids come in' },
  },
  {
    what: 'random bytes of secrets',
    found: /\brandomBytes\(/,
    allowed: {
      'access/access-key.ts': 'access keys',
      'platform/signing.ts': 'what requests are signed with',
      'platform/vault.ts': 'the nonce of each sealed value',
      'platform/embedded/keys.ts': 'keys made at the first start',
      'platform/embedded/postgres.ts': 'the password of the embedded server',
      'platform/embedded/kafka-format.ts': 'the id of the embedded cluster',
    },
  },
  {
    what: 'the environment',
    found: /\bprocess\.env\b/,
    allowed: {
      'main.ts': 'hands it to config.ts, which knows every variable',
      'restored.ts': 'likewise',
      'platform/embedded/java.ts': 'PATH and JAVA_HOME, which are the machine’s, not ours',
      'platform/embedded/kafka.ts': 'what the server it starts inherits',
    },
  },
];

describe.each(RULES)('$what', ({ found, allowed }) => {
  it('comes in where it is allowed to, and nowhere else', () => {
    const using = sources.filter(({ text }) => found.test(text)).map(({ path }) => path);
    expect(using).toEqual(Object.keys(allowed).sort());
  });
});

describe('a rule, a fold, a row', () => {
  const pure = sources.filter(({ path }) =>
    /^(events|views)\/|\.projection\.ts$|\/decide\.ts$|^commands\/record-attempt\/backoff\.ts$/.test(path),
  );

  it('asks no clock, no chance, and waits for no one', () => {
    const asking = pure.filter(
      ({ path, text, imports }) =>
        !path.startsWith('platform/') &&
        (/\b(await|async)\b/.test(text) || imports.some((to) => /^platform\/(clock|ids)\.ts$/.test(to))),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });
});

/** Of a comment at a file's very top: how many lines of text it has. */
function openingLines(text: string): number {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1];
  return comment === undefined ? 0 : comment.split('\n').filter((line) => /\w/.test(line)).length;
}

describe('every file of platform', () => {
  it('opens with what it guarantees or is for, in one to three lines', () => {
    const silent = sources.filter(({ path, text }) => {
      const lines = openingLines(text);
      return path.startsWith('platform/') && (lines < 1 || lines > 3);
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it.each<[string, number]>([
    ['/** One line. */\nimport x', 1],
    ['/**\n * One\n * and two.\n */\nimport x', 2],
    ['import x\n/** Too late. */', 0],
    ['// Not this one.\nimport x', 0],
  ])('%j opens with %i', (text, lines) => {
    expect(openingLines(text)).toBe(lines);
  });
});
