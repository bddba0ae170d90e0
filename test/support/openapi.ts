/** What Intake says of itself at /openapi.json, as far as the tests walk through it. */
import type { Api } from './api.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: { type?: string; enum?: string[] };
}

export interface Documented {
  method: string;
  path: string;
  operationId: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, unknown> };
  /** The role that it wants; empty: it is open to everybody. */
  security: { bearer: string[] }[];
  /** Status → media type, or header → anything. */
  responses: Record<string, { content?: Record<string, unknown>; headers?: Record<string, unknown> }>;
}

type Document = { paths: Record<string, Record<string, Partial<Documented>>> };

/** Every operation, read by somebody who has no key. */
export async function operations(api: Api): Promise<Documented[]> {
  const { body } = await api.get<Document>('/openapi.json', { authorization: '' });
  return Object.entries(body.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) =>
        ({ parameters: [], ...operation, path, method: method.toUpperCase() }) as unknown as Documented,
    ),
  );
}
