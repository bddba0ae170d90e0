/** The log is given another number of partitions: everything that was there is there, and everything goes on. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, refusedStart, startIntake } from '../support/intake.js';
import { makeTopic } from '../support/kafka.js';
import { expectTopicHolds, topicOf } from '../support/topic.js';

const endings = new Endings();
let place: Place;
let server: Destination;
let intake: Intake;
const inputs: InputView[] = [];

const three = { INTAKE_PARTITIONS: '3' };
const five = () => ({ INTAKE_PARTITIONS: '5', INTAKE_TOPIC: `${place.topic}.5` });

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  server = await endings.of(startDestination(), (made) => made.close());
  intake = await startIntake(place, three);
  endings.add(() => intake.kill());
  await intake.api.register('orders', { url: server.url });
  for (let n = 0; n < 30; n++) inputs.push(await intake.api.take('orders', `${n}`));
  for (const { id } of inputs) await intake.api.reaches(id, 'delivered');
}, 120_000);
afterAll(() => endings.all(), 60_000);

describe('from three partitions to five', () => {
  it('an ordinary start is refused, and told how', async () => {
    const { code, lines } = await refusedStart(place, five());
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining('`npm start -- --repartition`')] });
  }, 60_000);

  it('while a process lives, it is refused', async () => {
    const { code, lines } = await refusedStart(place, five(), ['--repartition']);
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining('it is in use (processes: 1)')] });
  }, 60_000);

  it('with a topic of another count it is refused, and nothing was changed', async () => {
    expect(await intake.stop()).toBe(0);
    await makeTopic({ ...topicOf(place), topic: `${place.topic}.7` }, 7);
    const { code, lines } = await refusedStart(place, { ...five(), INTAKE_TOPIC: `${place.topic}.7` }, [
      '--repartition',
    ]);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/nothing was changed: topic .* has 7 partitions, not 5: name a new one/)],
    });
    intake = await startIntake(place, three);
    expect(await intake.stop()).toBe(0);
  }, 120_000);

  it('what was there is shown as before, the new topic has it all, and deliveries go on', async () => {
    intake = await startIntake(place, five(), undefined, ['--repartition']);
    for (const { id } of inputs) expect(await intake.api.input(id)).toMatchObject({ id, status: 'delivered' });
    for (let n = 0; n < 10; n++) {
      await intake.api.reaches((await intake.api.take('orders', `after ${n}`)).id, 'delivered');
    }
    await caughtUp(place.databaseUrl);
    await expectExactFold(place.databaseUrl);
    await expectTopicHolds({ ...place, topic: `${place.topic}.5` }, await readLog(place.databaseUrl), 5);
    expect(server.received).toHaveLength(40);
    expect(await intake.stop()).toBe(0);
    // From now on it is simply so.
    intake = await startIntake(place, five());
    expect((await intake.api.read<{ items: InputView[] }>('/v1/inputs?limit=100')).body.items).toHaveLength(40);
  }, 120_000);
});
