/** A problem as clients see it (RFC 9457): of a request, or of a part of one. */
import { z } from 'zod';
import { PROBLEMS } from './problem-catalogue.js';

export const problemSchema = z
  .strictObject({
    type: z.string().describe('A page that says what it means and what to do.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('The rule that was broken, and its limit.'),
    instance: z.string().nullable().describe('The path that was asked for.'),
    code: z.enum(Object.keys(PROBLEMS).sort()),
    errors: z
      .array(
        z.strictObject({
          in: z.enum(['body', 'query', 'header', 'path']),
          pointer: z.string().optional().describe('JSON pointer into the body.'),
          name: z.string().optional().describe('Of the parameter or header.'),
          detail: z.string(),
        }),
      )
      .nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'Problem' });
