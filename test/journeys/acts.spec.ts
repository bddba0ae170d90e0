/** Who did what: whatever the contract lets an operator or an admin change stands in the log, with who did it. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EventView } from '../../src/views/event.js';
import type { OperationView } from '../../src/views/operation.js';
import type { ParkedEventView } from '../../src/views/projection.js';
import { type Holder, newHolder } from '../support/access-keys.js';
import type { Sent } from '../support/api.js';
import { withClient } from '../support/database.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { operations } from '../support/openapi.js';
import { endOf } from '../support/operations.js';
import { until } from '../support/until.js';

const at = journey();

interface Deed extends Sent {
  path: string;
  /** What the log is told. */
  leads: string[];
}

let admin: Holder;
/** Of an operation that goes on until it is cancelled. */
let goingOn: string;
let keyId: string;
let deadLetter: string;
let parkedAt: number;

/** By the operationId of the contract, in the order in which they are done. */
const DEEDS: Record<string, () => Deed> = {
  issueAccessKey: () => ({
    path: '/v1/access-keys',
    body: { name: 'n', owner: 'shop', roles: ['submitter'] },
    leads: ['AccessKeyIssued'],
  }),
  revokeAccessKey: () => ({ path: `/v1/access-keys/${keyId}`, leads: ['AccessKeyRevoked'] }),
  putDestination: () => ({
    path: '/v1/destinations/mine',
    body: { url: at.server.url },
    leads: ['DestinationRegistered'],
  }),
  testDestination: () => ({ path: '/v1/destinations/mine/test', leads: ['TestRequested'] }),
  pauseDestination: () => ({ path: '/v1/destinations/mine/pause', leads: ['DestinationPaused'] }),
  resumeDestination: () => ({ path: '/v1/destinations/mine/resume', leads: ['DestinationResumed'] }),
  disableDestination: () => ({ path: '/v1/destinations/mine/disable', leads: ['DestinationDisabled'] }),
  enableDestination: () => ({ path: '/v1/destinations/mine/enable', leads: ['DestinationEnabled'] }),
  rotateSecret: () => ({ path: '/v1/destinations/mine/rotate-secret', leads: ['DestinationSecretRotated'] }),
  resetBreaker: () => ({ path: '/v1/destinations/broken/reset-breaker', leads: ['DestinationBreakerReset'] }),
  deleteDestination: () => ({
    path: '/v1/destinations/mine',
    headers: { 'if-match': '*' },
    leads: ['DestinationDeleted'],
  }),
  pauseDelivery: () => ({ path: '/v1/admin/delivery/pause', leads: ['DeliveryPaused'] }),
  resumeDelivery: () => ({ path: '/v1/admin/delivery/resume', leads: ['DeliveryResumed'] }),
  retryInput: () => ({
    path: `/v1/inputs/${deadLetter}/retry`,
    body: { reason: 'as asked' },
    leads: ['InputRetryRequested'],
  }),
  retryInputs: () => ({
    path: '/v1/inputs/retry',
    body: { filter: { destination: ['nowhere'] } },
    leads: ['OperationStarted'],
  }),
  cancelInputs: () => ({
    path: '/v1/inputs/cancel',
    body: { filter: { destination: ['nowhere'] } },
    leads: ['OperationStarted'],
  }),
  retryParked: () => ({
    path: `/v1/admin/projections/inputs/parked/${parkedAt}/retry`,
    leads: ['ProjectionEventRetried'],
  }),
  skipParked: () => ({
    path: `/v1/admin/projections/inputs/parked/${parkedAt}/skip`,
    body: { reason: 'of a newer build' },
    leads: ['ProjectionEventSkipped'],
  }),
  pauseProjection: () => ({ path: '/v1/admin/projections/attempts/pause', leads: ['ProjectionPaused'] }),
  resumeProjection: () => ({ path: '/v1/admin/projections/attempts/resume', leads: ['ProjectionResumed'] }),
  rebuildProjection: () => ({ path: '/v1/admin/projections/statistics/rebuild', leads: ['OperationStarted'] }),
  verifyProjection: () => ({
    path: '/v1/admin/projections/attempts/verify',
    body: { repair: true },
    leads: ['OperationStarted'],
  }),
  startReplay: () => ({ path: '/v1/admin/replays', body: { ratePerSecond: 1 }, leads: ['OperationStarted'] }),
  republish: () => ({ path: '/v1/admin/republish', leads: ['OperationStarted'] }),
  cancelOperation: () => ({
    path: `/v1/admin/operations/${goingOn}/cancel`,
    leads: ['OperationCancelRequested'],
  }),
};

/** All that the actor did, page by page. */
async function actsOf(actor: string): Promise<EventView[]> {
  const found: EventView[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: { items: EventView[]; nextCursor: string | null } } = await at.api.read(
      `/v1/admin/events?actor=${actor}&limit=5${cursor && `&cursor=${cursor}`}`,
    );
    found.push(...body.items);
    cursor = body.nextCursor;
  }
  return found;
}

beforeAll(async () => {
  admin = await newHolder(at.intake, 'admin', { owner: 'staff' });
  keyId = (await newHolder(at.intake, 'submitter')).id;
  at.server.answer = (response) => response.writeHead(500).end();
  await at.api.register('broken', { url: at.server.url, retry: { maxAttempts: 1 } });
  const inputs = await Promise.all(Array.from({ length: 12 }, (_, n) => at.api.take('broken', `${n}`)));
  await until('its breaker is open', async () => {
    const { body } = await at.api.read<{ breaker: string }>('/v1/destinations/broken');
    return body.breaker === 'open';
  });
  const dead = async () => {
    const { body } = await at.api.read<{ items: { id: string }[] }>('/v1/inputs?status=deadLettered');
    return body.items[0]?.id;
  };
  await until('one is given up', async () => (await dead()) !== undefined);
  deadLetter = (await dead())!;
  const stream = `input-${inputs.find(({ id }) => id !== deadLetter)!.id}`;
  await withClient(at.place.databaseUrl, async (owner) => {
    await owner.query(`begin; select pg_advisory_xact_lock(hashtext('intake.append'))`);
    await writeEvents(owner, [{ stream, type: 'InputTeleported', data: {} }]);
    await owner.query('commit');
  });
  const parked = async () =>
    (await at.api.read<{ items: ParkedEventView[] }>('/v1/admin/projections/inputs/parked')).body.items[0];
  await until('it is parked', async () => (await parked()) !== undefined);
  parkedAt = (await parked())!.position;
}, 120_000);

describe('every act of an operator or an admin', () => {
  it('is one of the contract, and each of the contract is done here', async () => {
    const changing = (await operations(at.api)).filter(
      ({ method, security }) => method !== 'GET' && /operator|admin/.test(JSON.stringify(security ?? [])),
    );
    expect(Object.keys(DEEDS).sort()).toEqual(changing.map(({ operationId }) => operationId).sort());
  });

  it('stands in the log with who did it, once, where its answer says', async () => {
    const methods = new Map((await operations(at.api)).map(({ operationId, method }) => [operationId, method]));
    for (const [operationId, deed] of Object.entries(DEEDS)) {
      const { path, leads, ...sent } = deed();
      const { status, headers, body } = await admin.api.ask(methods.get(operationId)!, path, sent);
      if (operationId === 'startReplay') goingOn = (body as OperationView).id;
      const told = (await actsOf(`ik_${admin.id}`)).filter(
        ({ metadata }) => metadata.correlationId === headers.get('request-id'),
      );
      const types = told.map(({ type }) => type);
      expect({ operationId, answer: status < 300 ? 'done' : body, types }).toEqual({
        operationId,
        answer: 'done',
        types: leads,
      });
      expect([operationId, headers.get('intake-position')]).toEqual([operationId, `${told.at(-1)!.position}`]);
    }
  }, 120_000);

  it('says what was asked for, and why', async () => {
    const of = async (type: string) => (await actsOf(`ik_${admin.id}`)).filter((event) => event.type === type);
    const started = (await of('OperationStarted')).map(({ data }) => data);
    expect(started).toMatchObject([
      { kind: 'retry-inputs', subject: [], options: { filter: { destination: ['nowhere'] }, reason: null } },
      { kind: 'cancel-inputs' },
      { kind: 'rebuild', subject: [expect.stringMatching(/^statistics\.v\d+$/)], options: {} },
      { kind: 'verify', subject: [expect.stringMatching(/^attempts\.v\d+$/)], options: { repair: true } },
      { kind: 'replay', options: { from: 1, ratePerSecond: 1 } },
      { kind: 'republish', subject: ['relay'], options: { from: 1 } },
    ]);
    expect(await of('ProjectionEventSkipped')).toMatchObject([
      {
        stream: 'projection-inputs',
        data: { position: parkedAt, type: 'InputTeleported', reason: 'of a newer build' },
      },
    ]);
    expect(await of('OperationCancelRequested')).toMatchObject([{ stream: `operation-${goingOn}`, version: 2 }]);
    await endOf(() => at.api, goingOn);
  });
});

describe('what is no act stands nowhere', () => {
  const none = async (actor: string) => expect(await actsOf(actor)).toEqual([]);

  it('what was refused, only counted, or so already', async () => {
    const operator = await newHolder(at.intake, 'operator', { owner: 'staff' });
    const ask = async (path: string, body: object = {}) => (await operator.api.ask('POST', path, { body })).status;
    expect([
      await ask('/v1/admin/projections/inputs/rebuild'),
      await ask('/v1/inputs/retry', { all: true, dryRun: true }),
      await ask('/v1/inputs/retry', { all: true, destination: 'nowhere' }),
      await ask('/v1/admin/delivery/resume'),
      await ask('/v1/destinations/nowhere/test'),
      await ask(`/v1/admin/operations/${goingOn}/cancel`),
    ]).toEqual([403, 200, 404, 200, 404, 404]);
    await none(`ik_${operator.id}`);
  });

  it('what was asked for twice with one key, the second time', async () => {
    const operator = await newHolder(at.intake, 'operator', { owner: 'staff' });
    const headers = { 'idempotency-key': 'once' };
    const ask = () => operator.api.ask('POST', '/v1/inputs/retry', { body: { all: true }, headers });
    const [first, second] = [await ask(), await ask()];
    expect([first, second].map(({ status }) => status)).toEqual([202, 202]);
    expect(second.headers.get('intake-position')).toBe(first.headers.get('intake-position'));
    const told = (await actsOf(`ik_${operator.id}`)).filter(({ type }) => type === 'OperationStarted');
    expect(told).toHaveLength(1);
  });
});
