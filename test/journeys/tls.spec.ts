/** Intake by TLS: what it speaks, and a certificate that is renewed while it runs. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as getPlain, type IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeAuthority } from '../support/certificates.js';
import { cli } from '../support/cli.js';
import { Endings } from '../support/endings.js';
import { ADMIN_KEY, freshPlace, type Intake, type Place, refusedStart, startIntake } from '../support/intake.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const endings = new Endings();
const folder = mkdtempSync(join(tmpdir(), 'intake-tls-'));
endings.add(async () => rmSync(folder, { recursive: true }));
const authority = makeAuthority(folder, 'authority');
const [first, second, third] = [authority.sign('first'), authority.sign('second'), authority.sign('third')];
const served = { certificate: join(folder, 'served.crt'), key: join(folder, 'served.key') };
let place: Place;
let intake: Intake;

const write = ({ certificate, key }: typeof first) => {
  writeFileSync(served.certificate, certificate);
  writeFileSync(served.key, key);
};
const files = { INTAKE_TLS_CERT_FILE: served.certificate, INTAKE_TLS_KEY_FILE: served.key };
const ca = readFileSync(authority.ca, 'utf8');
const port = () => Number(new URL(intake.url).port);

beforeAll(async () => {
  write(first);
  place = await endings.of(freshPlace(), (each) => each.drop());
  intake = await endings.of(startIntake(place, { INTAKE_ROLES: 'api', ...files }), (each) => each.stop());
}, 60_000);
afterAll(() => endings.all(), 60_000);

async function ask(path: string, agent: Agent | false = false) {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const [answer] = (await once(get(`${intake.url}${path}`, { ca, agent, headers }), 'response')) as [IncomingMessage];
  const shown = (answer.socket as TLSSocket).getPeerCertificate().subject.CN;
  return { status: answer.statusCode, body: await text(answer), shown };
}

async function spoken(options: ConnectionOptions): Promise<string | null> {
  const socket = connect({ port: port(), host: '127.0.0.1', ca, ...options });
  await once(socket, 'secureConnect');
  const protocol = socket.getProtocol();
  socket.destroy();
  return protocol;
}

describe('by TLS', () => {
  it('it is reached at https, in both versions that are safe and no other', async () => {
    expect(intake.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await ask('/health/live')).toMatchObject({ status: 200, shown: 'first' });
    expect(await ask('/v1/whoami')).toMatchObject({ status: 200, body: expect.stringContaining('"admin"') });
    expect(await spoken({})).toBe('TLSv1.3');
    expect(await spoken({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(spoken(old)).rejects.toThrow(/protocol version|unsupported protocol/i);
  });

  it('who speaks plain HTTP, or nothing that is either, is cut off, and it goes on', async () => {
    await expect(once(getPlain(`http://127.0.0.1:${port()}/health/live`), 'response')).rejects.toThrow();
    expect(await ask('/health/live')).toMatchObject({ status: 200 });
  });

  it('the command line finds it on this machine', async () => {
    const env = { INTAKE_KEY: ADMIN_KEY, PORT: String(port()), NODE_EXTRA_CA_CERTS: authority.ca };
    const { code, stderr } = await cli(['destinations'], { ...env, INTAKE_TLS_CERT_FILE: served.certificate });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a certificate that is renewed', () => {
  const shown = async () => (await ask('/health/live')).shown;

  it('is shown after a SIGHUP, without a restart, and who is connected stays so', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask('/health/live', agent)).shown).toBe('first');
    write(second);
    intake.child.kill('SIGHUP');
    await until('the second is shown', async () => (await shown()) === 'second');
    expect((await ask('/health/live', agent)).shown).toBe('first');
    agent.destroy();
  });

  it('is shown by itself, as soon as both files are there', async () => {
    writeFileSync(served.certificate, third.certificate);
    await intake.child.line((line) => line.includes('the key is not the one of the certificate'));
    expect(await shown()).toBe('second');
    write(third);
    await until('the third is shown', async () => (await shown()) === 'third');
  });

  it('is not shown where it cannot be used', async () => {
    writeFileSync(served.certificate, 'nonsense');
    intake.child.kill('SIGHUP');
    await intake.child.line((line) => line.includes('cannot be read as PEM'));
    expect(await shown()).toBe('third');
  });
});

describe('a start is refused', () => {
  it.each<[string, Record<string, string>]>([
    ['INTAKE_TLS_CERT and INTAKE_TLS_KEY go together', { INTAKE_TLS_CERT: first.certificate }],
    ['the key is not the one of the certificate', { INTAKE_TLS_CERT: first.certificate, INTAKE_TLS_KEY: second.key }],
    ['they cannot be read as PEM', { INTAKE_TLS_CERT: 'x', INTAKE_TLS_KEY: first.key }],
  ])('%s', async (why, env) => {
    const { code, lines } = await refusedStart(place, env);
    expect(code).toBe(78);
    expect(lines.join('\n')).toContain(why);
    expect(lines.join('\n')).not.toContain('PRIVATE');
  });
});
