/** One Intake and one destination server for all tests of a file. */
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { Api } from './api.js';
import { type Destination, startDestination } from './destination.js';
import { freshPlace, type Intake, type Place, startIntake } from './intake.js';

export interface Journey {
  place: Place;
  intake: Intake;
  server: Destination;
  readonly api: Api;
  /** Ends Intake in order and starts it again on the same data, with more variables if need be. */
  restart(more?: Record<string, string | undefined>): Promise<void>;
}

export function journey(env: Record<string, string | undefined> = {}): Journey {
  // Every wait has a bound of its own, which says what it waited for.
  jest.setTimeout(120_000);
  const at: Journey = Object.create({
    get api() {
      return at.intake.api;
    },
    async restart(more: Record<string, string | undefined> = {}) {
      expect(await at.intake.stop()).toBe(0);
      at.intake = await startIntake(at.place, { ...env, ...more });
    },
  });
  beforeAll(async () => {
    [at.place, at.server] = await Promise.all([freshPlace(), startDestination()]);
    at.intake = await startIntake(at.place, env);
  }, 60_000);
  afterAll(async () => {
    // Where the start failed, there is nothing to end but what came before it.
    if (at.intake) expect(await at.intake.stop()).toBe(0);
    await at.server.close();
    await at.place.drop();
  }, 60_000);
  return at;
}
