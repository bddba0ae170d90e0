/** An event of the log on one line. */
import { plain } from './format.js';
import type { components } from './openapi.js';
import { type Operation, titleOf } from './operation.js';

export type Event = components['schemas']['Event'];

export const lineOf = ({ position, occurredAt, stream, version, type, metadata, data }: Event): string =>
  [
    String(position).padStart(8),
    plain(occurredAt),
    plain(type).padEnd(24),
    `${plain(stream)} ${version}`,
    plain(metadata.actor),
    ...aboutOf(type, data),
  ].join('  ');

/** What its type does not say: what was begun, and why. */
function aboutOf(type: string, data: Event['data']): string[] {
  const what = type === 'OperationStarted' ? [titleOf(data as Pick<Operation, 'kind' | 'subject'>)] : [];
  return typeof data.reason === 'string' ? [...what, plain(data.reason)] : what;
}
