/** The program that sends inputs over so many connections, on each the next one when the last is answered. */
import { calling } from '../support/calling.mjs';
import { DESTINATIONS } from '../support/history.mjs';
import { sharesOf } from '../support/shares.mjs';
import { Connection } from './connection.mjs';

const BODY = JSON.stringify({ order: 4711, note: 'x'.repeat(476) });
const ACCEPTED = 202;

export default async function load({ url, key, connections }) {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.to(url)));
  const requests = DESTINATIONS.map((destination) => post(url, key, destination));
  const { perSecond, tookMs } = await calling(connections, async (n) => {
    const status = await open[n].ask(requests[n % requests.length]);
    if (status !== ACCEPTED) throw new Error(`answered ${status}`);
  });
  for (const connection of open) connection.close();
  return { perSecond, ...sharesOf(tookMs) };
}

/** As a client would write it, made once: it is the server that is measured. */
const post = (url, key, destination) =>
  [
    `POST /v1/destinations/${destination}/inputs HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(BODY)}`,
    '',
    BODY,
  ].join('\r\n');
