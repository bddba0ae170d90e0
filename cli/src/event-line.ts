/** An event of the log on one line. */
import { plain } from './format.js';
import type { components } from './openapi.js';

export type Event = components['schemas']['Event'];

export const lineOf = ({ position, occurredAt, stream, version, type, metadata }: Event): string =>
  [
    String(position).padStart(8),
    plain(occurredAt),
    plain(type).padEnd(22),
    `${plain(stream)} ${version}`,
    plain(metadata.actor),
  ].join('  ');
