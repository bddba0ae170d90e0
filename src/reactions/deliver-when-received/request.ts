/** The request as a destination gets it (contract §3). Pure. */
import type { EventMetadata } from '../../events/event.js';
import { type Bytes, type DestinationPolicy, decodeBytes } from '../../events/shapes.js';
import type { Request } from './send.js';

export interface Outgoing {
  inputId: string;
  /** This attempt's number over the input's life. */
  attempt: number;
  body: Bytes;
  contentType: string | null;
  contentEncoding: string | null;
  metadata: EventMetadata;
  policy: DestinationPolicy;
  destinationVersion: number;
  /** Values of the policy's headers and credentials, by their ids. */
  secrets: ReadonlyMap<string, string>;
  now: Date;
}

export function requestFor(outgoing: Outgoing): Request {
  const { policy, body } = outgoing;
  return {
    url: policy.url,
    method: policy.method,
    headers: headersFor(outgoing),
    body: decodeBytes(body),
    timeoutMs: policy.timeoutMs,
  };
}

function headersFor({
  inputId,
  attempt,
  policy,
  secrets,
  metadata,
  now,
  ...outgoing
}: Outgoing): Record<string, string> {
  const own = policy.headers.map(({ name, secretId }) => [name.toLowerCase(), secrets.get(secretId)!]);
  return {
    'accept-encoding': 'identity',
    'user-agent': 'Intake',
    ...Object.fromEntries(own),
    ...(policy.auth && { authorization: secrets.get(policy.auth.secretId)! }),
    ...(outgoing.contentType !== null && { 'content-type': outgoing.contentType }),
    ...(outgoing.contentEncoding !== null && { 'content-encoding': outgoing.contentEncoding }),
    ...(metadata.traceparent !== null && { traceparent: metadata.traceparent }),
    // The same for all attempts, so that the destination can tell a second one from a second input.
    'webhook-id': inputId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'idempotency-key': inputId,
    'intake-attempt': String(attempt),
    'intake-destination-version': String(outgoing.destinationVersion),
  };
}
