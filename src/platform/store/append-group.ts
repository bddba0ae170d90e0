/**
 * Which waiting commands go into one call, and how they look as its parameters. Pure.
 * In a group no stream is written twice, and none is written that another command of the group decided on: so the
 * order inside a group does not matter.
 */
import { definitionOf } from '../../events/event.js';
import { newId } from '../ids.js';
import type { AppendCommand } from './append-command.js';
import { streamHash } from './partition.js';

const MAX_EVENTS = 500;
const MAX_BYTES = 4 * 1024 * 1024;

/** A command made ready once, so that it can be appended again as exactly the same after a lost connection. */
export interface PreparedCommand {
  command: AppendCommand;
  ids: string[];
  data: string[];
  metadata: string;
  bytes: number;
}

export function prepare(command: AppendCommand): PreparedCommand {
  if (command.events.length === 0) throw new Error(`nothing to append to ${command.stream}`);
  const data = command.events.map((event) => JSON.stringify(event.data));
  return {
    command,
    ids: command.events.map(newId),
    data,
    metadata: JSON.stringify(command.metadata),
    bytes: data.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
  };
}

/** Takes from the front of the queue what can go together, in order; what cannot stays, in order. */
export function takeGroup<T extends { prepared: PreparedCommand }>(queue: T[]): { group: T[]; rest: T[] } {
  const group: T[] = [];
  const rest: T[] = [];
  const written = new Set<string>();
  const reliedOn = new Set<string>();
  let events = 0;
  let bytes = 0;
  for (const [index, entry] of queue.entries()) {
    const { command, bytes: size } = entry.prepared;
    const full = group.length > 0 && (events + command.events.length > MAX_EVENTS || bytes + size > MAX_BYTES);
    if (full) return { group, rest: [...rest, ...queue.slice(index)] };
    const guards = command.decidedOn ?? [];
    const clashes =
      written.has(command.stream) || reliedOn.has(command.stream) || guards.some(({ stream }) => written.has(stream));
    // Also of one that stays behind: whoever comes after it on the same stream waits too, so that order is kept.
    written.add(command.stream);
    for (const { stream } of guards) reliedOn.add(stream);
    if (clashes) {
      rest.push(entry);
      continue;
    }
    group.push(entry);
    events += command.events.length;
    bytes += size;
  }
  return { group, rest };
}

/** What intake.append takes, one list each: of the commands, of what they decided on, and of their events. */
export function appendParameters(group: PreparedCommand[]) {
  const commands = group.map(({ command }) => command);
  const types = commands.flatMap(({ events }) => events.map(({ type }) => type));
  return {
    commands: {
      streams: commands.map(({ stream }) => stream),
      hashes: commands.map(({ stream }) => streamHash(stream)),
      expected: commands.map(({ expectedVersion }) => expectedVersion),
      counts: commands.map(({ events }) => events.length),
      destinations: commands.map(({ destination }) => destination),
      owners: commands.map(({ owner }) => owner),
      metadata: group.map(({ metadata }) => metadata),
    },
    guards: guardsOf(commands),
    events: {
      ids: group.flatMap(({ ids }) => ids),
      types,
      schemaVersions: types.map((type) => definitionOf(type).schemaVersion),
      data: group.flatMap(({ data }) => data),
    },
  };
}

/** Each stream looked at once, and which command relies on which; both counted from 1. */
function guardsOf(group: readonly AppendCommand[]) {
  const known = new Map<string, number>();
  const [streams, versions, commands, by]: [string[], number[], number[], number[]] = [[], [], [], []];
  for (const [index, { decidedOn = [] }] of group.entries()) {
    for (const { stream, version } of decidedOn) {
      const pair = `${version}:${stream}`;
      if (!known.has(pair)) {
        known.set(pair, streams.push(stream));
        versions.push(version);
      }
      commands.push(index + 1);
      by.push(known.get(pair)!);
    }
  }
  return { streams, versions, commands, by };
}
