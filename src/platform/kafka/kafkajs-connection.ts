/** How KafkaJS reaches the brokers: addresses, TLS, login, time-outs. */
import { readFileSync } from 'node:fs';
import { type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import { type KafkaSettings, StartRefused } from '../../config.js';
import type { Log } from '../log.js';
import { kafkaJsLog } from './kafkajs-log.js';

/** Settings whose brokers are known: given, or of the embedded server that has been started. */
export type ConnectedKafkaSettings = KafkaSettings & { brokers: string[] };

/** A broker that has not answered by then is taken for gone. */
export const REQUEST_TIMEOUT_MS = 6_000;

export function connectionConfig(settings: ConnectedKafkaSettings, log: Log): KafkaConfig {
  const { brokers, sasl } = settings;
  return {
    clientId: 'intake',
    brokers,
    connectionTimeout: 2_000,
    authenticationTimeout: 5_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // Enough to try every address once; whoever uses the connection tries again for ever, with a fresh one.
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: brokers.length + 1 },
    ssl: tls(settings),
    ...(sasl && { sasl: sasl as SASLOptions }),
    logLevel: logLevel.INFO,
    logCreator: kafkaJsLog(log),
  };
}

function tls({ ssl, sslCa }: ConnectedKafkaSettings): NonNullable<KafkaConfig['ssl']> {
  if (!sslCa) return ssl;
  try {
    return { ca: [readFileSync(sslCa, 'utf8')] };
  } catch (error) {
    throw new StartRefused(`KAFKA_SSL_CA: cannot read ${sslCa} (${(error as NodeJS.ErrnoException).code})`);
  }
}
