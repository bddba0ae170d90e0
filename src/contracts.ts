/** What others rely on: the OpenAPI document, a JSON Schema for each event, the variables. Made without starting anything. */
import { z } from 'zod';
import { buildApp } from './app.module.js';
import { allowed, chapters, described, FROM_FILE } from './config.js';
import { type EventDefinition, eventDefinitions } from './events/event.js';
import { openApiDocument } from './platform/http/openapi.js';

/** Path under contracts/ → content. The same code gives the same bytes. */
export async function contracts(): Promise<Record<string, object>> {
  // Nest's preview: modules and routes are read, no provider is made, no connection opened.
  const app = await buildApp({ preview: true });
  const files: Record<string, object> = { 'openapi.json': openApiDocument(app, null) };
  for (const definition of [...eventDefinitions().values()].sort((a, b) => (a.type < b.type ? -1 : 1))) {
    files[`events/${kebab(definition.type)}.v${definition.schemaVersion}.schema.json`] = eventSchema(definition);
  }
  return files;
}

/** The `data` of an event: the value of its Kafka message, whose `ce_type` is the schema's id. */
function eventSchema({ type, schemaVersion, schema }: EventDefinition): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'output' });
  return { $schema, $id: `intake.${type}.v${schemaVersion}`, title: type, ...rest };
}

export interface Setting {
  name: string;
  /** What it does, in words; so is the rest. */
  does: string;
  values: string;
  otherwise: string;
  roles: string;
  /** It may stand in a file. */
  fromFile: boolean;
}

/** Chapter → its variables. */
export function settings(): Record<string, Setting[]> {
  return Object.fromEntries(
    Object.entries(chapters).map(([chapter, shape]) => [
      chapter,
      Object.entries<z.ZodDefault | z.ZodOptional>(shape).map(([name, rule]) => setting(name, rule)),
    ]),
  );
}

function setting(name: string, rule: z.ZodDefault | z.ZodOptional): Setting {
  const words = described.get(rule);
  const kind = allowed.get(rule.unwrap() as z.ZodType);
  if (!words || !kind) throw new Error(`src/config does not say of ${name} what it does, and what it may be`);
  const standard = rule instanceof z.ZodDefault ? inWords(rule.def.defaultValue) : '';
  return {
    name,
    does: words.does,
    values: kind.values,
    otherwise: words.otherwise ?? (standard && `\`${standard}\``),
    roles: (words.roles ?? ['all']).join(', '),
    fromFile: FROM_FILE.includes(name),
  };
}

/** As it would be set. */
const inWords = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : `${value}`);

const kebab = (type: string): string => type.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
