import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventDefinitions } from '../events/event.js';
import { type Discovered, discover } from './discover.js';
import { definedProjections } from './projector/projection.js';

const SRC = new URL('..', import.meta.url);
const files = (room: string, ending: string): string[] =>
  readdirSync(new URL(room, SRC), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));

let found: Discovered;
// The first to load Nest, TypeORM and all rooms: on a busy machine that takes its time.
beforeAll(async () => {
  found = await discover();
}, 60_000);
const names = (types: readonly { name: string }[]) => types.map(({ name }) => name);

describe('what stands in a room is part of the product, with no list to edit', () => {
  it('every file of events, but for what they share', () => {
    const facts = files('events', '.ts').filter((file) => !/^(event|shapes)\.|\.spec\.ts$/.test(file));
    expect(eventDefinitions().size).toBe(facts.length);
  });

  it('every command, by its handler', () => {
    expect(found.commands).toBe(files('commands', '.handler.ts').length);
    expect(names(found.providers)).toContain('ReceiveInputHandler');
  });

  it('every projection, in whichever room', () => {
    const count = files('projections', '.projection.ts').length + files('reactions', '.projection.ts').length;
    expect(definedProjections()).toHaveLength(count);
  });

  it('every query’s handler and what they are made of', () => {
    expect(found.queries).toBeGreaterThan(0);
    expect(names(found.providers)).toEqual(expect.arrayContaining(['GetInputHandler', 'InputRows']));
  });

  it('every controller, of every room', () => {
    const rooms = ['access', 'commands', 'projections', 'admin', 'bulk', 'live'];
    expect(found.controllers).toHaveLength(rooms.flatMap((room) => files(room, '.controller.ts')).length);
  });

  it('every reaction', () => {
    expect(names(found.reactions)).toContain('DeliverWhenReceived');
    expect(found.reactions).toHaveLength(files('reactions', '.reaction.ts').length);
  });

  it('each once', () => {
    for (const list of [found.controllers, found.providers, found.reactions]) {
      expect(new Set(list).size).toBe(list.length);
    }
  });
});
