/**
 * Guarantee: what stands in a room is part of the product, with no list to edit. Every file of the rooms is loaded:
 * events and projections declare themselves, everything else is known by Nest's own metadata.
 */
import 'reflect-metadata';
import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { CONTROLLER_WATERMARK, INJECTABLE_WATERMARK } from '@nestjs/common/constants.js';
import { Reaction } from './reaction.js';

// How @nestjs/cqrs marks them; it does not export the names.
const COMMAND_HANDLER_METADATA = '__commandHandler__';
const QUERY_HANDLER_METADATA = '__queryHandler__';

const ROOMS = ['events', 'access', 'commands', 'projections', 'reactions', 'bulk', 'admin', 'live'];

const PROJECTION = /\.projection\.[jt]s$/;

export interface Discovered {
  controllers: Type[];
  /** Handlers of commands and queries, and what they are made of. */
  providers: Type[];
  reactions: Type<Reaction>[];
  commands: number;
  queries: number;
}

export async function discover(): Promise<Discovered> {
  const classes: Type[] = [];
  // One after the other: the order of everything that follows from it is the same at every start.
  for (const room of ROOMS) for (const url of await filesOf(room)) classes.push(...(await classesOf(url)));
  const marked = (mark: string) => classes.filter((found) => Reflect.hasMetadata(mark, found));
  const commands = marked(COMMAND_HANDLER_METADATA);
  const queries = marked(QUERY_HANDLER_METADATA);
  return {
    controllers: marked(CONTROLLER_WATERMARK),
    providers: [...new Set([...commands, ...queries, ...marked(INJECTABLE_WATERMARK)])],
    reactions: classes.filter((found): found is Type<Reaction> => found.prototype instanceof Reaction),
    commands: commands.length,
    queries: queries.length,
  };
}

/** Only what folds events: all that a thread needs that rebuilds. */
export async function loadProjections(): Promise<void> {
  for (const room of ROOMS) {
    for (const url of await filesOf(room)) if (room === 'events' || PROJECTION.test(url)) await import(url);
  }
}

/** Of the build, or of the sources where tests run them. */
async function filesOf(room: string): Promise<string[]> {
  const here = fileURLToPath(import.meta.url);
  const extension = extname(here);
  const folder = join(dirname(dirname(here)), room);
  const files = await readdir(folder, { recursive: true });
  const wanted = files.filter((file) => file.endsWith(extension) && !file.endsWith(`.spec${extension}`)).sort();
  return wanted.map((file) => pathToFileURL(join(folder, file)).href);
}

async function classesOf(url: string): Promise<Type[]> {
  const module: object = await import(url);
  return Object.values(module).filter(isClass);
}

const isClass = (value: unknown): value is Type => typeof value === 'function' && /^class\b/.test(`${value}`);
