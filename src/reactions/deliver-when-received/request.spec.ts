import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { INPUT_ID, policyWith, SECRET_ID } from '../../../test/support/facts.js';
import { encodeBytes } from '../../events/shapes.js';
import { type Outgoing, requestFor } from './request.js';
import { openSecrets } from './request-secrets.js';

const AUTH_ID = '0199f2f0-2222-7000-8000-000000000002';
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const NEW_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const raw = Buffer.from([0x00, 0xff, 0x61]);

const outgoing = (changed: Partial<Outgoing> = {}): Outgoing => ({
  inputId: INPUT_ID,
  attempt: 3,
  run: 0,
  body: encodeBytes(raw),
  contentType: 'application/json',
  contentEncoding: null,
  metadata: { traceparent: null },
  policy: policyWith(),
  destinationVersion: 5,
  signing: [],
  secrets: openSecrets(
    new Map([
      [SECRET_ID, 'own value'],
      [AUTH_ID, 'Bearer t'],
      ['new', NEW_SECRET],
      ['old', OLD_SECRET],
    ]),
  ),
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
      traceparent: expect.stringMatching(new RegExp(`^00-${INPUT_ID.replaceAll('-', '')}-[0-9a-f]{16}-00$`)),
      'webhook-id': INPUT_ID,
      'webhook-timestamp': '1767225607',
      'idempotency-key': INPUT_ID,
      'intake-attempt': '3',
      'intake-destination-version': '5',
    });
  });

  it('carries encoding and trace where there are any, and no content type where none was sent', () => {
    const metadata = { traceparent: TRACE };
    const sent = headers({ contentType: null, contentEncoding: 'gzip', metadata });
    expect(sent).toMatchObject({ 'content-encoding': 'gzip', traceparent: TRACE });
    expect(sent).not.toHaveProperty('content-type');
  });

  it('begins a trace where there is none: one of the input, a span of each attempt', () => {
    const spans = [1, 2, 1].map((attempt) => headers({ attempt }).traceparent!.slice(36, 52));
    expect(spans[0]).toBe(spans[2]);
    expect(spans[0]).not.toBe(spans[1]);
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

  it('asked for again by hand, is a new thing to do with the same id', () => {
    expect(headers({ run: 2 })).toMatchObject({ 'webhook-id': INPUT_ID, 'idempotency-key': `${INPUT_ID}.2` });
  });
});

describe('the signatures of a request', () => {
  const signing = [
    { secretId: 'new', until: null },
    { secretId: 'old', until: '2026-01-01T00:00:08.000Z' },
  ];
  const now = (ms: number) => new Date(Date.parse('2026-01-01T00:00:07.999Z') + ms);

  it('are those of Standard Webhooks over the raw bytes, one of each secret that is live', () => {
    const { 'webhook-signature': signature } = headers({ signing });
    const of = (secret: string) =>
      createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
        .update(Buffer.concat([Buffer.from(`${INPUT_ID}.1767225607.`), raw]))
        .digest('base64');
    expect(signature).toBe(`v1,${of(NEW_SECRET)} v1,${of(OLD_SECRET)}`);
  });

  it('are of the newest secret alone once the others are over', () => {
    expect(headers({ signing, now: now(0) })['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(headers({ signing, now: now(1) })['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  it('are none where there is no secret', () => {
    expect(headers()).not.toHaveProperty('webhook-signature');
  });
});
