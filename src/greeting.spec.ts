import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { greeting, type Started } from './greeting.js';

const ADDRESS = 'http://127.0.0.1:3000';
const ADMIN_KEY = 'admin_secret';
const made = { adminKey: ADMIN_KEY, adminKeyFile: '/data/admin.key', kafkaUnavailable: null };

/** What a person sees at a terminal, and what a machine reads. */
function greeted(embedded: Partial<Started['embedded']>, isTTY: boolean, api = true) {
  let shown = '';
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
  const terminal = { isTTY, write: (text: string) => (shown += text) };
  greeting({ url: ADDRESS, api, embedded: { ...made, ...embedded }, log }, terminal);
  return { shown, lines: lines.map((line) => JSON.parse(line)) };
}

describe('at a terminal', () => {
  it('a person is told the address, the console, the docs and the admin key that was made', () => {
    const { shown, lines } = greeted({}, true);
    expect(shown).toBe(`
Intake is ready: ${ADDRESS}
  console    ${ADDRESS}/console
  docs       ${ADDRESS}/docs
  admin key  ${ADMIN_KEY}
             (in /data/admin.key)

`);
    expect(lines).toEqual([]);
  });

  it('a key that was given is not shown: who gave it knows it', () => {
    expect(greeted({ adminKeyFile: null }, true).shown).not.toContain(ADMIN_KEY);
  });

  it('a person is told of no docs where nothing but health is answered', () => {
    expect(greeted({}, true, false).shown).not.toContain('docs');
  });

  it('a person is told why there is no Kafka', () => {
    expect(greeted({ kafkaUnavailable: 'no Java 17' }, true).shown).toContain('  no Java 17\n');
  });
});

describe('without a terminal', () => {
  it('one line says where it is and in which file the key stands, and never the key', () => {
    const { shown, lines } = greeted({}, false);
    expect(shown).toBe('');
    expect(lines).toEqual([expect.objectContaining({ msg: 'Intake is ready', url: ADDRESS, docs: `${ADDRESS}/docs` })]);
    expect(lines[0]).toMatchObject({ adminKeyFile: '/data/admin.key' });
    expect(JSON.stringify(lines)).not.toContain(ADMIN_KEY);
  });

  it('a line before it says why there is no Kafka', () => {
    const { lines } = greeted({ kafkaUnavailable: 'no Java 17', adminKeyFile: null }, false);
    expect(lines.map(({ msg }) => msg)).toEqual(['no Java 17', 'Intake is ready']);
    expect(lines[1]).not.toHaveProperty('adminKeyFile');
  });
});
