/** zod schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1. `.meta({ id })` makes one a named component. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

export type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

export interface ConvertedSchema {
  schema: SchemaObject;
  components: Record<string, SchemaObject>;
}

/** As OpenAPI wants it: components apart. What is sent and what is answered can differ (defaults, conversions). */
export function convert(schema: z.ZodType, io: 'input' | 'output'): ConvertedSchema {
  // Inside a wrapper the schema itself is a reference too if it has an id.
  const wrapped = z.toJSONSchema(z.object({ it: schema }), { io, override: asDocumented });
  const components = Object.fromEntries(Object.entries(wrapped.$defs ?? {}).map(([id, def]) => [id, withoutId(def)]));
  return {
    schema: (wrapped.properties?.it ?? {}) as SchemaObject,
    components: components as Record<string, SchemaObject>,
  };
}

/** For a parameter: no components. */
export const jsonSchema = (schema: z.ZodType): SchemaObject => convert(schema, 'input').schema;

/** A value that is text on the wire but a number to the reader is shown as what it is: `.meta({ openapi })`. */
const asDocumented: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  const meta = z.globalRegistry.get(zodSchema);
  if (meta?.openapi === undefined) return;
  const { default: byDefault } = jsonSchema;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, meta.openapi, byDefault === undefined ? {} : { default: byDefault });
};

const withoutId = ({ id: _, ...rest }: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema => rest;

declare module 'zod' {
  interface GlobalMeta {
    openapi?: Record<string, unknown>;
  }
}
