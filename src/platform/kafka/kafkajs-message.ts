/** A message as KafkaJS hands it over, as the port's. Pure. A missing key or value becomes an empty one. */
import type { IHeaders, KafkaMessage as KafkaJsMessage } from 'kafkajs';
import type { KafkaMessage } from './port.js';

export function incoming(partition: number, message: KafkaJsMessage): KafkaMessage {
  return {
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? '',
    value: message.value ?? Buffer.alloc(0),
    headers: headers(message.headers ?? {}),
  };
}

/** Of a header that stands there several times, the first counts. */
function headers(given: IHeaders): Record<string, string> {
  const taken: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) taken[name.toLowerCase()] = first.toString();
  }
  return taken;
}
