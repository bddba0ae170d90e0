/** zod schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1. `.meta({ id })` makes one a named component. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

type Components = NonNullable<OpenAPIObject['components']>;
export type SchemaObject = NonNullable<Components['schemas']>[string];
export type ResponseObject = Exclude<NonNullable<Components['responses']>[string], { $ref: string }>;
export type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

export interface ConvertedSchema {
  schema: SchemaObject;
  components: Record<string, SchemaObject>;
}

/** As OpenAPI wants it: components apart. What is sent and what is answered can differ (defaults, conversions). */
export function convert(schema: z.ZodType, io: 'input' | 'output'): ConvertedSchema {
  // Inside a wrapper the schema itself is a reference too if it has an id.
  const wrapped = z.toJSONSchema(z.object({ it: schema }), { io, override: asDocumented });
  const text = JSON.stringify({ it: wrapped.properties?.it ?? {}, defs: wrapped.$defs ?? {} });
  const { it, defs } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as {
    it: SchemaObject;
    defs: Record<string, SchemaObject & { id?: string }>;
  };
  const components: Record<string, SchemaObject> = {};
  for (const [name, { id: _, ...definition }] of Object.entries(defs)) {
    refuseSecondMeaning(name, definition);
    components[name] = definition;
  }
  return { schema: it, components };
}

const meanings = new Map<string, string>();

/** One name, one shape: else the last one would silently stand for both in the document. */
function refuseSecondMeaning(id: string, definition: unknown): void {
  const text = JSON.stringify(definition);
  if ((meanings.get(id) ?? text) !== text)
    throw new Error(`two schemas called ${id}, or one that differs when sent and answered`);
  meanings.set(id, text);
}

/** For a parameter: no components. */
export const jsonSchema = (schema: z.ZodType): SchemaObject => convert(schema, 'input').schema;

/** As people write it: `if-match` → `If-Match`. */
export const headerName = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

/** A value that is text on the wire but a number to the reader is shown as what it is: `.meta({ openapi })`. */
const asDocumented: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  // zod leaves the default of a converted value out, because it is not in the form that is sent.
  if (def.type === 'default') jsonSchema.default ??= def.defaultValue as z.core.JSONSchema.BaseSchema['default'];
  const meta = z.globalRegistry.get(zodSchema);
  if (meta?.openapi === undefined) return;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, meta.openapi);
};

declare module 'zod' {
  interface GlobalMeta {
    openapi?: Record<string, unknown>;
  }
}
