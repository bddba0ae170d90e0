/**
 * The OpenAPI 3.1 document, made from the routes themselves: same schemas as the checks, so it cannot say anything else.
 * The same code gives the same bytes: everything that has no order of its own is sorted.
 */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { z } from 'zod';
import { version } from '../version.js';
import { complete } from './openapi-complete.js';
import { HEADERS, MAY_BE_EMPTY_EXTENSION } from './openapi-parts.js';
import { rawRoutes } from './openapi-routes.js';
import { problemSchema } from './problem-schema.js';
import { convert, type OperationObject } from './schemas.js';

const DESCRIPTION = `Intake takes user input in milliseconds, brings it to the server it is meant for, for certain, and shows what came back as it happens.

Every error is \`application/problem+json\` (RFC 9457); its \`type\` is a page that says what to do.`;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** Works on an application that was never started too (`preview`). `publicUrl` null: where the document came from. */
export function openApiDocument(app: INestApplication, publicUrl: string | null): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Intake')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .addServer(publicUrl ?? '/')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'An access key, or an access token (JWT) of the identity provider that this Intake trusts.',
      },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    standardSchemaConverter: (schema, { schemaType }) => {
      const { schema: converted, components } = convert(schema as z.ZodType, schemaType);
      const mayBeEmpty = schemaType === 'input' && (schema as z.ZodType).safeParse({}).success;
      return { schema: mayBeEmpty ? { ...converted, [MAY_BE_EMPTY_EXTENSION]: true } : converted, components };
    },
    // The name of the handler, so that a generated client reads well; two of one name are refused below.
    operationIdFactory: (_controller, handler) => handler,
  });
  const raw = rawRoutes();
  const paths = { ...document.paths };
  for (const [path, methods] of Object.entries(raw.paths)) paths[path] = { ...paths[path], ...methods };
  const schemas = { ...document.components?.schemas, ...raw.schemas, ...convert(problemSchema, 'output').components };
  return {
    ...document,
    paths: completed(paths),
    components: { ...document.components, headers: sorted(HEADERS), schemas: sorted(schemas) } as never,
    tags: [],
  };
}

function completed(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const seen = new Set<string>();
  const result: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(sorted(paths))) {
    for (const method of METHODS) {
      const operation: OperationObject | undefined = item[method];
      if (operation === undefined) continue;
      if (seen.has(operation.operationId ?? '')) throw new Error(`two handlers are called ${operation.operationId}`);
      seen.add(operation.operationId ?? '');
      result[path] = { ...result[path], [method]: complete(method, path, operation) };
    }
  }
  return result;
}

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
