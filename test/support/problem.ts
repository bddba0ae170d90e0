/** A refusal as RFC 9457 and contract §1 want it. */
import { expect } from '@jest/globals';
import type { Answer } from './api.js';

export function expectProblem({ status, headers, body }: Answer, expected: number, code: string): void {
  expect({ status, body }).toEqual({
    status: expected,
    body: {
      type: `/problems/${code}`,
      title: expect.any(String),
      status: expected,
      detail: expect.any(String),
      instance: expect.any(String),
      code,
      errors: (body as { errors: unknown } | null)?.errors === null ? null : expect.any(Array),
      requestId: headers.get('request-id'),
    },
  });
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}
