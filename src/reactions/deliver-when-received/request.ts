/** The request as a destination gets it (contract §3). Pure. */
import { createHash } from 'node:crypto';
import { isLive, type SigningSecret } from '../../commands/destination.js';
import type { EventMetadata } from '../../events/event.js';
import { type Bytes, type DestinationPolicy, decodeBytes } from '../../events/shapes.js';
import type { Signed } from '../../platform/signing.js';
import type { RequestSecrets } from './request-secrets.js';
import type { Request } from './send.js';

export interface Outgoing {
  inputId: string;
  /** This attempt's number over the input's life. */
  attempt: number;
  /** How often it was asked for again by hand. */
  run: number;
  body: Bytes;
  contentType: string | null;
  contentEncoding: string | null;
  metadata: Pick<EventMetadata, 'traceparent'>;
  policy: DestinationPolicy;
  destinationVersion: number;
  signing: readonly SigningSecret[];
  secrets: RequestSecrets;
  now: Date;
}

export function requestFor(outgoing: Outgoing): Request {
  const { policy } = outgoing;
  const body = decodeBytes(outgoing.body);
  return {
    url: policy.url,
    method: policy.method,
    headers: headersFor(outgoing, body),
    body,
    timeoutMs: policy.timeoutMs,
    madeAt: outgoing.now,
  };
}

function headersFor({ inputId, attempt, run, policy, secrets, metadata, now, ...outgoing }: Outgoing, body: Buffer) {
  const own = policy.headers.map(({ name, secretId }) => [name.toLowerCase(), secrets.value(secretId)]);
  // The same for all attempts, so that the destination can tell a second one from a second input.
  const signed = { id: inputId, timestamp: String(Math.floor(now.getTime() / 1000)), body };
  return {
    'accept-encoding': 'identity',
    'user-agent': 'Intake',
    ...(Object.fromEntries(own) as Record<string, string>),
    ...(policy.auth && { authorization: secrets.value(policy.auth.secretId) }),
    ...(outgoing.contentType !== null && { 'content-type': outgoing.contentType }),
    ...(outgoing.contentEncoding !== null && { 'content-encoding': outgoing.contentEncoding }),
    traceparent: metadata.traceparent ?? ownTrace(inputId, attempt),
    ...webhookHeaders(signed, liveOf(outgoing.signing, now), secrets),
    // Who has asked for it by hand wants it worked on anew, also where the destination knows it already.
    'idempotency-key': run === 0 ? inputId : `${inputId}.${run}`,
    'intake-attempt': String(attempt),
    'intake-destination-version': String(outgoing.destinationVersion),
  };
}

/** W3C trace context of whoever came without one: all attempts of an input are one trace, each a span. Not sampled. */
function ownTrace(inputId: string, attempt: number): string {
  const span = createHash('sha256').update(`${inputId}.${attempt}`).digest('hex').slice(0, 16);
  return `00-${inputId.replaceAll('-', '')}-${span}-00`;
}

/** Registered before requests were signed, a destination has no secret until one is made. */
const webhookHeaders = (signed: Signed, live: readonly string[], secrets: RequestSecrets) => ({
  'webhook-id': signed.id,
  'webhook-timestamp': signed.timestamp,
  ...(live.length > 0 && { 'webhook-signature': secrets.signatures(signed, live) }),
});

const liveOf = (signing: readonly SigningSecret[], now: Date): string[] =>
  signing.filter((secret) => isLive(secret, now)).map(({ secretId }) => secretId);
