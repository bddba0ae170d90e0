import { describe, expect, it } from '@jest/globals';
import { INPUT_ID, policyWith, SECRET_ID } from '../../../test/support/facts.js';
import { encodeBytes } from '../../events/shapes.js';
import { type Outgoing, requestFor } from './request.js';

const AUTH_ID = '0199f2f0-2222-7000-8000-000000000002';
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const raw = Buffer.from([0x00, 0xff, 0x61]);

const outgoing = (changed: Partial<Outgoing> = {}): Outgoing => ({
  inputId: INPUT_ID,
  attempt: 3,
  body: encodeBytes(raw),
  contentType: 'application/json',
  contentEncoding: null,
  metadata: { actor: 'delivery', correlationId: 'c', causationId: null, traceparent: null },
  policy: policyWith(),
  destinationVersion: 5,
  secrets: new Map([
    [SECRET_ID, 'own value'],
    [AUTH_ID, 'Bearer t'],
  ]),
  now: new Date('2026-01-01T00:00:07.999Z'),
  ...changed,
});
const headers = (changed: Partial<Outgoing> = {}) => requestFor(outgoing(changed)).headers;
const own = (...names: string[]) => policyWith({ headers: names.map((name) => ({ name, secretId: SECRET_ID })) });

describe('the request as a destination gets it', () => {
  it('goes where the policy says, with the bytes as they were sent', () => {
    const policy = policyWith({ url: 'https://orders.example/in?x=1', method: 'PUT', timeoutMs: 700 });
    const { body, ...request } = requestFor(outgoing({ policy }));
    expect(request).toMatchObject({ url: policy.url, method: 'PUT', timeoutMs: 700 });
    expect(body.equals(raw)).toBe(true);
  });

  it('says which input it is, the same in every attempt, and which attempt this is', () => {
    expect(headers()).toEqual({
      'accept-encoding': 'identity',
      'user-agent': 'Intake',
      'content-type': 'application/json',
      'webhook-id': INPUT_ID,
      'webhook-timestamp': '1767225607',
      'idempotency-key': INPUT_ID,
      'intake-attempt': '3',
      'intake-destination-version': '5',
    });
  });

  it('carries encoding and trace where there are any, and no content type where none was sent', () => {
    const metadata = { ...outgoing().metadata, traceparent: TRACE };
    const sent = headers({ contentType: null, contentEncoding: 'gzip', metadata });
    expect(sent).toMatchObject({ 'content-encoding': 'gzip', traceparent: TRACE });
    expect(sent).not.toHaveProperty('content-type');
  });

  it('carries the destination’s own headers and credentials', () => {
    const auth = { type: 'bearer', secretId: AUTH_ID } as const;
    const sent = headers({ policy: { ...own('X-Key'), auth } });
    expect(sent).toMatchObject({ 'x-key': 'own value', authorization: 'Bearer t' });
  });

  it('lets the destination choose its own encoding and user agent', () => {
    expect(headers({ policy: own('Accept-Encoding', 'User-Agent') })).toMatchObject({
      'accept-encoding': 'own value',
      'user-agent': 'own value',
    });
  });

  it('never lets a header of the destination stand for one of Intake', () => {
    const names = ['Webhook-Id', 'Webhook-Timestamp', 'Idempotency-Key', 'Intake-Attempt', 'Content-Type'];
    expect(headers({ policy: own(...names) })).toEqual(headers());
  });
});
