/** Kafka behind TLS, with a login and rules for each part: what is right works in full, what is wrong is said in one line. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import type { InputView } from '../../src/views/input.js';
import { type Destination, startDestination } from '../support/destination.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { runOperation } from '../support/operations.js';
import { type SecuredKafka, startSecuredKafka } from '../support/secured-kafka.js';
import { until } from '../support/until.js';

/** Told apart from everything else in a log. */
const PASSWORDS = {
  intake: 'canary-of-intake-8d1f',
  relay: 'canary-of-relay-77ac',
  projector: 'canary-of-projector-19be',
};

let kafka: SecuredKafka;
let server: Destination;

beforeAll(async () => {
  [kafka, server] = await Promise.all([startSecuredKafka(PASSWORDS), startDestination()]);
}, 120_000);
afterAll(() => Promise.all([kafka.end(), server.close()]));

type User = keyof typeof PASSWORDS;
type Env = Record<string, string | undefined>;

const login = (user: User, more: Env = {}): Env => ({
  KAFKA_BROKERS: kafka.address,
  KAFKA_SSL: 'on',
  KAFKA_SSL_CA: kafka.ca,
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: user,
  KAFKA_SASL_PASSWORD: PASSWORDS[user],
  ...more,
});

const { READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes;

/** As docs/kafka.md has it. */
async function allow(
  user: User,
  topic: string,
  operations: AclOperationTypes[],
  groups: AclOperationTypes[],
  pattern = ResourcePatternTypes.LITERAL,
): Promise<void> {
  const rule = { principal: `User:${user}`, host: '*', permissionType: AclPermissionTypes.ALLOW };
  const on =
    (resourceType: AclResourceTypes, resourceName: string, resourcePatternType: ResourcePatternTypes) =>
    (operation: AclOperationTypes) => ({ ...rule, resourceType, resourceName, resourcePatternType, operation });
  const acl = [
    ...operations.map(on(AclResourceTypes.TOPIC, topic, pattern)),
    ...groups.map(on(AclResourceTypes.GROUP, `${topic}.`, ResourcePatternTypes.PREFIXED)),
  ];
  await kafka.withAdmin((admin) => admin.createAcls({ acl }));
}

/** Each password of the test, in whatever a process says of itself and shows of itself. */
function expectNoPassword(...intakes: Intake[]): void {
  for (const { child } of intakes) {
    const shown = child.lines.join('\n') + readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    expect(Object.values(PASSWORDS).filter((password) => shown.includes(password))).toEqual([]);
  }
}

async function mainJob(api: Intake['api']): Promise<void> {
  await api.register('orders', { url: server.url });
  const { id, position } = await api.take('orders', 'x');
  await api.reaches(id, 'delivered');
  await until('the list shows it', async () => {
    const { status, body } = await api.get<{ items: InputView[] }>('/v1/inputs', {
      'intake-min-position': `${position}`,
    });
    return status === 200 && body.items.some((input) => input.id === id);
  });
}

describe('whoever may', () => {
  let place: Place;
  beforeAll(async () => {
    place = await freshPlace();
  });
  afterAll(() => place.drop());

  it.each(['plain', 'scram-sha-512'])(
    'works in full, by %s',
    async (mechanism) => {
      const own = { ...place, topic: `${place.topic}.${mechanism}` };
      await allow('intake', own.topic, [READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS], [READ]);
      const database = await freshPlace();
      const intake = await startIntake(
        { ...database, topic: own.topic },
        login('intake', { KAFKA_SASL_MECHANISM: mechanism }),
      );
      await mainJob(intake.api);
      // By the topic, and not by what fills in where a topic fails.
      const offsets = await kafka.withAdmin((admin) => admin.fetchTopicOffsets(own.topic));
      expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBeGreaterThanOrEqual(3);
      const { body } = await intake.api.get<{ checks: object }>('/health/ready');
      expect(body).toMatchObject({ status: 'ready', checks: { kafka: { ok: true }, relay: { ok: true } } });
      expectNoPassword(intake);
      expect(await intake.stop()).toBe(0);
      await database.drop();
    },
    120_000,
  );
});

describe('parts with a login of their own', () => {
  let place: Place;
  const parts: Intake[] = [];
  beforeAll(async () => {
    place = await freshPlace();
    await allow('relay', place.topic, [READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS], []);
    await allow(
      'relay',
      'intake.replay.',
      [WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS],
      [],
      ResourcePatternTypes.PREFIXED,
    );
    await allow('projector', place.topic, [READ, DESCRIBE], [READ]);
  });
  afterAll(async () => {
    await Promise.all(parts.map((part) => part.stop()));
    await place.drop();
  }, 60_000);

  it('do what they have to, and no more', async () => {
    const start = async (roles: string, env: Env) => {
      parts.push(await startIntake(place, { INTAKE_ROLES: roles, ...env }));
      return parts.at(-1)!;
    };
    await start('relay', login('relay'));
    await start('projector', login('projector'));
    // These two have nothing to do with Kafka, and no login there.
    await start('delivery', { KAFKA_BROKERS: kafka.address });
    const { api } = await start('api', { KAFKA_BROKERS: kafka.address });
    await mainJob(api);
    expect(await runOperation(api, '/v1/admin/replays')).toMatchObject({ state: 'succeeded', error: null });
    for (const { url } of parts) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expectNoPassword(...parts);
    const refused = parts.flatMap(({ child }) =>
      child.lines.filter((line) => /AUTHORIZATION|ot authorized/.test(line)),
    );
    expect(refused).toEqual([]);
  }, 120_000);
});

describe('what is wrong', () => {
  let place: Place;
  let intake: Intake | undefined;
  beforeAll(async () => {
    place = await freshPlace();
    await allow('intake', place.topic, [READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS], [READ]);
  });
  beforeEach(async () => {
    intake = undefined;
  });
  afterEach(async () => {
    expect(await intake?.stop()).toBe(0);
  });
  afterAll(() => place.drop());

  const UNKNOWN = "Kafka's certificate is not signed by anyone who is trusted here";
  it.each<[string, () => Env, string]>([
    ['a wrong password', () => ({ KAFKA_SASL_PASSWORD: PASSWORDS.relay }), 'Kafka refuses the login'],
    [
      'a wrong password by SCRAM',
      () => ({ KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_PASSWORD: PASSWORDS.relay }),
      'Kafka refuses the login',
    ],
    ['another authority', () => ({ KAFKA_SSL_CA: kafka.otherCa }), UNKNOWN],
    ['no authority', () => ({ KAFKA_SSL_CA: undefined }), UNKNOWN],
    ['an expired certificate', () => ({ KAFKA_BROKERS: kafka.expired }), "Kafka's certificate has expired"],
    ['no TLS', () => ({ KAFKA_SSL: undefined, KAFKA_SSL_CA: undefined }), 'Kafka speaks TLS only'],
  ])(
    '%s is told in one line, and to whoever asks; inputs are taken meanwhile',
    async (_, wrong, what) => {
      intake = await startIntake(place, login('intake', wrong()));
      const { api, child } = intake;
      if ((await api.get('/v1/destinations/orders')).status === 404) await api.register('orders', { url: server.url });
      const { id } = await api.take('orders', 'x');
      await api.reaches(id, 'delivered');
      let checks: Record<string, { ok: boolean; detail: string }> | undefined;
      await until(
        () => `it is shown: ${JSON.stringify(checks)}\n${child.lines.join('\n')}`,
        async () => {
          checks = (await api.get<{ checks: typeof checks }>('/health/ready')).body.checks;
          return checks?.kafka?.detail === what && checks.relay?.ok === false;
        },
      );
      const about = child.lines.filter((line) => line.includes(what));
      expect(about).toEqual([expect.stringContaining('"level":50')]);
      expect(child.lines.filter((line) => /"level":[456]0/.test(line))).toEqual(about);
      expectNoPassword(intake);
    },
    120_000,
  );
});
