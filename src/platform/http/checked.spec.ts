import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { NothingIgnoredGuard } from './checked.js';

/** A route whose parameters Nest knows by these keys, asked with a query and a body. */
function asking(...keys: string[]): ExecutionContext {
  class Controller {
    route(): void {}
  }
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(keys.map((key) => [key, {}])), Controller, 'route');
  const request = { routeOptions: { url: '/v1/things' }, query: { a: '1' }, body: {}, headers: {} };
  return {
    switchToHttp: () => ({ getRequest: () => request }),
    getClass: () => Controller,
    getHandler: () => Controller.prototype.route,
  } as unknown as ExecutionContext;
}

const isAllowed =
  (...keys: string[]) =>
  () =>
    new NothingIgnoredGuard().canActivate(asking(...keys));
const QUERY = RouteParamtypes.QUERY;

describe('a query', () => {
  it('goes to a route that asks for one', () => {
    expect(isAllowed(`${QUERY}:0`)()).toBe(true);
  });

  it('is refused by one that does not, whatever number the name of another parameter happens to begin with', () => {
    const refused = expect.objectContaining({ code: 'invalid-query' });
    expect(isAllowed(`${RouteParamtypes.PARAM}:0`)).toThrow(refused);
    expect(isAllowed(`${QUERY}f3x__customRouteArgs__:1`)).toThrow(refused);
  });
});
