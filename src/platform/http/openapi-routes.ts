/** Routes that are Fastify's own, not Nest's, write themselves into OpenAPI here, beside their code. */
import type { z } from 'zod';
import { answersWith, type DocumentedHeader, PROBLEMS_EXTENSION, ROLE_EXTENSION } from './openapi-parts.js';
import type { ProblemCode } from './problem-catalogue.js';
import { convert, headerName, type OperationObject, type SchemaObject } from './schemas.js';

export interface DocumentedRoute {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/v1/destinations/{name}/inputs`. */
  path: string;
  operationId: string;
  summary: string;
  description: string;
  tag: string;
  /** The role that it wants. */
  role: string;
  /** One schema for each `{part}` of the path. */
  params: z.ZodObject;
  headers: z.ZodObject;
  body: { description: string; content: Record<string, { schema: SchemaObject }> };
  answers: Record<number, { description: string; schema: z.ZodType; headers?: DocumentedHeader[] }>;
  problems: readonly ProblemCode[];
}

const routes: DocumentedRoute[] = [];

export const documentRoute = (route: DocumentedRoute): void => void routes.push(route);

export interface RawRoutes {
  paths: Record<string, Partial<Record<string, OperationObject>>>;
  schemas: Record<string, SchemaObject>;
}

export function rawRoutes(): RawRoutes {
  const found: RawRoutes = { paths: {}, schemas: {} };
  for (const route of routes) {
    found.paths[route.path] = { ...found.paths[route.path], [route.method]: operationOf(route, found.schemas) };
  }
  return found;
}

function operationOf(route: DocumentedRoute, schemas: Record<string, SchemaObject>): OperationObject {
  const use = (schema: z.ZodType, io: 'input' | 'output'): SchemaObject => {
    const converted = convert(schema, io);
    Object.assign(schemas, converted.components);
    return converted.schema;
  };
  const parameters = (place: 'path' | 'header', object: z.ZodObject) =>
    Object.entries(object.shape as Record<string, z.ZodType>).map(([name, field]) => ({
      name: place === 'header' ? headerName(name) : name,
      in: place,
      required: !field.safeParse(undefined).success,
      ...(field.description === undefined ? {} : { description: field.description }),
      schema: use(field, 'input'),
    }));
  const responses = Object.entries(route.answers).map(([status, { description, schema, headers = [] }]) => [
    status,
    {
      description,
      headers: answersWith(...headers),
      content: { 'application/json': { schema: use(schema, 'output') } },
    },
  ]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.description,
    tags: [route.tag],
    parameters: [...parameters('path', route.params), ...parameters('header', route.headers)],
    requestBody: { ...route.body, required: false },
    responses: Object.fromEntries(responses),
    [PROBLEMS_EXTENSION]: route.problems,
    [ROLE_EXTENSION]: route.role,
  } as OperationObject;
}
