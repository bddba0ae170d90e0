/** What others rely on, as files: the OpenAPI document and a JSON Schema for each event. Made without starting anything. */
import { z } from 'zod';
import { buildApp } from './app.module.js';
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

const kebab = (type: string): string => type.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
