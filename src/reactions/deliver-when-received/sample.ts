/** What a destination is tested with: an input’s request in all, but for the mark. Pure. */
import type { DestinationState } from '../../commands/destination.js';
import { type DestinationPolicy, encodeBytes } from '../../events/shapes.js';
import type { At } from '../../platform/store/stream-cache.js';
import { requestFor } from './request.js';
import type { RequestSecrets } from './request-secrets.js';
import type { Request } from './send.js';

export interface Sample {
  id: string;
  destination: string;
  at: At<DestinationState>;
  policy: DestinationPolicy;
  secrets: RequestSecrets;
  traceparent: string | null;
  now: Date;
}

export function sampleRequest({ id, destination, at, policy, secrets, traceparent, now }: Sample): Request {
  const content = { type: 'intake.test', timestamp: now.toISOString(), data: { destination } };
  const { headers, ...request } = requestFor({
    ...{ inputId: id, attempt: 1, run: 0 },
    body: encodeBytes(Buffer.from(JSON.stringify(content))),
    ...{ contentType: 'application/json', contentEncoding: null },
    metadata: { traceparent },
    ...{ policy, destinationVersion: at.version, signing: at.state.signing, secrets, now },
  });
  return { ...request, headers: { ...headers, 'intake-test': 'true' } };
}
