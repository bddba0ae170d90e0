/**
 * What a controller gets has been checked: `@Body({ schema })`, `@Query({ schema })`, `@Param(name, { schema })`,
 * `@RequestHeaders(schema)`. What no parameter of it takes, was not sent. Same schemas, same names in OpenAPI.
 */
import {
  type ArgumentMetadata,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { check, checkHeaders } from './check.js';
import { Problem } from './problem.js';
import { refuseQuery } from './request-rules.js';
import { headerName, jsonSchema } from './schemas.js';

/** Global. A body that was not sent is `{}`. */
export class CheckedPipe implements PipeTransform {
  transform(value: unknown, { schema, type, data }: ArgumentMetadata): unknown {
    if (schema === undefined) return value;
    const zod = schema as z.ZodType;
    if (type === 'body') return check(zod, value ?? {}, 'body');
    if (type === 'query') return check(zod, value, 'query');
    return check(zod, value, 'path', data);
  }
}

/** Global, for Nest's routes under /v1: a query or body that the handler does not ask for is refused, not ignored. */
export class NothingIgnoredGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.routeOptions.url?.startsWith('/v1/')) return true;
    const taken = takenBy(context);
    if (!taken.has(RouteParamtypes.QUERY)) refuseQuery(request);
    if (!taken.has(RouteParamtypes.BODY)) refuseBody(request.body);
    refuseIdempotencyKey(request, context);
    return true;
  }
}

function takenBy(context: ExecutionContext): Set<RouteParamtypes> {
  const args: object = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ?? {};
  // `<type>:<index>` is one of Nest's own; that of a decorator of ours begins with chance, and so now and then with a number.
  const own = Object.keys(args).filter((key) => /^\d+:/.test(key));
  return new Set(own.map((key) => Number.parseInt(key, 10)));
}

/** To ignore it would promise that a second request does nothing. */
function refuseIdempotencyKey(request: FastifyRequest, context: ExecutionContext): void {
  if (request.headers[IDEMPOTENCY_KEY] === undefined) return;
  const taken: string[] =
    Reflect.getMetadata(TAKEN_HEADERS, context.getClass().prototype, context.getHandler().name) ?? [];
  if (taken.includes(IDEMPOTENCY_KEY)) return;
  throw new Problem('idempotency-key-not-supported', 'this route takes no Idempotency-Key');
}

function refuseBody(body: unknown): void {
  const names = Object.keys(body ?? {});
  if (names.length === 0) return;
  const errors = names.map((name) => ({ in: 'body' as const, pointer: `/${name}`, detail: 'unknown member' }));
  throw new Problem('validation-failed', 'this route takes no options', { errors });
}

const IDEMPOTENCY_KEY = 'idempotency-key';
const TAKEN_HEADERS = 'intake:headers';

/** `@RequestHeaders(z.object({ 'if-match': z.string().optional() }))`: lower-case names; other headers are left alone. */
export const RequestHeaders =
  <T extends z.ZodObject>(schema: T): ParameterDecorator =>
  (target, key, index) => {
    headersOf({ schema: () => schema })(target, key, index);
    Reflect.defineMetadata(TAKEN_HEADERS, Object.keys(schema.shape), target, key as string);
    const descriptor = Object.getOwnPropertyDescriptor(target, key as string);
    for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
      const required = !field.safeParse(undefined).success;
      const description = field.description === undefined ? {} : { description: field.description };
      const header = ApiHeader({ name: headerName(name), required, ...description, schema: jsonSchema(field) });
      header(target, key as string, descriptor as PropertyDescriptor);
    }
  };

/** Behind a function: Nest would take a schema for a pipe, because it has a method called transform. */
const headersOf = createParamDecorator((wanted: { schema: () => z.ZodObject }, context: ExecutionContext) =>
  checkHeaders(wanted.schema(), context.switchToHttp().getRequest<FastifyRequest>()),
);
