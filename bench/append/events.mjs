/** What is appended: inputs for the destinations of the history in turn, each event with 500 bytes of data. */
import { newId } from '../../dist/platform/ids.js';
import { DESTINATIONS, received } from '../support/history.mjs';

const BYTES = 500;
const OWNER = 'shop';

const FACTS = DESTINATIONS.map((destination, n) => filled(received(n, { destination, owner: OWNER })));
let made = 0;

/** As a command would have decided on them, made beforehand: deciding is no part of what is measured. */
export function nextInput() {
  const fact = FACTS[made++ % FACTS.length];
  const metadata = { actor: 'bench', correlationId: newId(), causationId: null, traceparent: null };
  return { stream: `input-${newId()}`, fact, metadata };
}

/** As JSON it has exactly so many bytes: its body has what the rest leaves. */
function filled({ type, data }) {
  const empty = { ...data, body: { encoding: 'utf8', data: '' } };
  const room = BYTES - Buffer.byteLength(JSON.stringify(empty));
  return { type, data: { ...empty, body: { encoding: 'utf8', data: 'x'.repeat(room) } } };
}
