/** Somebody moves the offsets of our groups: read models go by their own checkpoints, and nothing is missed or doubled (G6). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { withAdmin } from '../support/kafka.js';
import { topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const OTHERS = { INTAKE_ROLES: 'api,relay,delivery' };
const PROJECTOR = { INTAKE_ROLES: 'projector' };

const endings = new Endings();
let place: Place;
let destination: Destination;
let others: Intake;
let projector: Intake;

const startProjector = async () => {
  projector = await startIntake(place, PROJECTOR);
};

/** While nobody is in the group. `to`: an end of each partition. */
const moveOffsets = (to: 'low' | 'high'): Promise<void> =>
  withAdmin(topicOf(place), async (admin) => {
    const groupId = `${place.topic}.inputs.v3`;
    const ends = await admin.fetchTopicOffsets(place.topic);
    await until('the group is empty', async () => {
      const { groups } = await admin.describeGroups([groupId]);
      return groups[0]!.state === 'Empty';
    });
    const partitions = ends.map((end) => ({ partition: end.partition, offset: end[to] }));
    await admin.setOffsets({ groupId, topic: place.topic, partitions });
  });

async function submitSome(): Promise<void> {
  await Promise.all(Array.from({ length: 100 }, (_, n) => others.api.take('orders', `${n}`)));
}

async function expectAllIsWell(): Promise<void> {
  await submitSome();
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
}

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  destination = await endings.of(startDestination(), (server) => server.close());
  others = await endings.of(startIntake(place, OTHERS), (intake) => intake.kill());
  await startProjector();
  endings.add(() => projector.kill());
  await others.api.register('orders', { url: destination.url });
  await submitSome();
  await caughtUp(place.databaseUrl);
}, 120_000);
afterAll(() => endings.all(), 60_000);

describe('the offsets of a group are moved while it is away', () => {
  it('to the beginning: what comes again is dropped', async () => {
    expect(await projector.stop()).toBe(0);
    await moveOffsets('low');
    await startProjector();
    await expectAllIsWell();
  }, 120_000);

  it('ahead of what its checkpoints have seen: nothing is passed over (protections: the checkpoint’s own offset; holes are filled from the log)', async () => {
    expect(await projector.stop()).toBe(0);
    await submitSome();
    await moveOffsets('high');
    await startProjector();
    await expectAllIsWell();
  }, 120_000);
});
