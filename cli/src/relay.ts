/** What brings the log to Kafka, as a table like that of the read models. */
import { behind } from './behind.js';
import { type Cell, count, table } from './format.js';
import type { Intake } from './intake.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';

export type Relay = components['schemas']['Relay'];

export const relayOf = (intake: Intake): Promise<Relay> => intake.ask((api) => api.GET('/v1/admin/relay'));

export const relayTable = (relay: Relay, out: Output): string =>
  table([
    ['RELAY', 'STATE', 'POSITION', 'BEHIND'],
    relay.state === 'off' ? ['to Kafka', 'off: Intake runs without Kafka'] : ['to Kafka', ...standing(relay, out)],
  ]);

const standing = ({ state, position, head, ...lag }: Relay, out: Output): Cell[] => [
  out.cell(state === 'live' ? 'green' : 'yellow', state),
  `${count(position)} of ${count(head)}`,
  behind(lag),
];
