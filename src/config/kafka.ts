/** The brokers, how they are reached, and the topic of the events. */
import { z } from 'zod';
import { allowed, commaList, described, oneOf, onOff, type Read, text, wholeNumber } from './kinds.js';
import { StartRefused } from './start-refused.js';
import { passwordWeakness } from './weak-secrets.js';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

export const variables = {
  KAFKA_BROKERS: commaList
    .refine((brokers) => brokers.length > 0, 'must name a broker')
    .refine((brokers) => brokers.every((broker) => /^[^\s/]+:\d{1,5}$/.test(broker)), 'must be host:port,host:port')
    .register(allowed, { values: '`host:port,host:port`' })
    .optional()
    .register(described, {
      does: 'Apache Kafka',
      otherwise: 'one that starts with it, or none, for a process with all roles',
    }),
  KAFKA_SSL: onOff.default(false).register(described, { does: 'TLS to the brokers' }),
  KAFKA_SSL_CA: text('the path of a PEM file').optional().register(described, {
    does: 'who has signed their certificates; needs `KAFKA_SSL=on`',
    otherwise: 'whom Node trusts',
  }),
  KAFKA_SASL_MECHANISM: oneOf(MECHANISMS, 'must be plain, scram-sha-256 or scram-sha-512')
    .optional()
    .register(described, { does: 'how it signs in', otherwise: 'it does not' }),
  KAFKA_SASL_USERNAME: text('any')
    .optional()
    .register(described, { does: 'needed with a mechanism', otherwise: 'none' }),
  KAFKA_SASL_PASSWORD: text('any')
    .optional()
    .register(described, { does: 'needed with a mechanism', otherwise: 'none', mayBeFile: true }),
  INTAKE_TOPIC: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be a Kafka topic name, up to 249 of a-z A-Z 0-9 . _ -')
    .register(allowed, { values: 'up to 249 of `a-z A-Z 0-9 . _ -`' })
    .default('intake.events')
    .register(described, { does: 'the topic of the events, made at the first start; consumer groups begin with it' }),
  INTAKE_PARTITIONS: wholeNumber(1, 1000).default(12).register(described, {
    does: "the log's, fixed by its first start; changed by a start with `--repartition` ([kafka.md](kafka.md))",
  }),
  INTAKE_KAFKA_REPLICATION: wholeNumber(1, 10)
    .optional()
    .register(described, {
      does: 'copies of a topic that it makes',
      otherwise: "1 with the embedded broker, else the broker's default",
      roles: ['relay'],
    }),
  INTAKE_SOURCE: text('any')
    .default('/intake')
    .register(described, { does: '`ce_source` of the messages', roles: ['relay'] }),
};

export interface KafkaSettings {
  /** null: the embedded broker, or none at all where Java or Maven is missing. */
  brokers: string[] | null;
  ssl: boolean;
  sslCa: string | null;
  sasl: { mechanism: (typeof MECHANISMS)[number]; username: string; password: string } | null;
  topic: string;
  partitions: number;
  /** null: the broker's default. */
  replication: number | null;
}

export interface Kafka {
  kafka: KafkaSettings;
  source: string;
}

export const settings = (v: Read<typeof variables>): Kafka => ({
  kafka: {
    brokers: v.KAFKA_BROKERS ?? null,
    ssl: v.KAFKA_SSL,
    sslCa: v.KAFKA_SSL_CA ?? null,
    sasl: v.KAFKA_SASL_MECHANISM
      ? {
          mechanism: v.KAFKA_SASL_MECHANISM,
          username: v.KAFKA_SASL_USERNAME ?? '',
          password: v.KAFKA_SASL_PASSWORD ?? '',
        }
      : null,
    topic: v.INTAKE_TOPIC,
    partitions: v.INTAKE_PARTITIONS,
    replication: v.INTAKE_KAFKA_REPLICATION ?? (v.KAFKA_BROKERS === undefined ? 1 : null),
  },
  source: v.INTAKE_SOURCE,
});

/** Security that was asked for and would not be there. */
export function refuseWithoutEffect(v: Read<typeof variables>): void {
  if (v.KAFKA_SSL_CA !== undefined && !v.KAFKA_SSL) throw new StartRefused('KAFKA_SSL_CA needs KAFKA_SSL=on');
  const login = (['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const).find((name) => v[name] !== undefined);
  if (login && !v.KAFKA_SASL_MECHANISM) throw new StartRefused(`${login} needs KAFKA_SASL_MECHANISM`);
}

export function refuseHalf({ sasl }: KafkaSettings): void {
  if (sasl && !(sasl.username && sasl.password)) {
    throw new StartRefused('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  }
}

/** Variable → what is wrong with the secret in it. */
export const weaknesses = ({ sasl }: KafkaSettings): [string, string | null][] => [
  ['KAFKA_SASL_PASSWORD', sasl && passwordWeakness(sasl.password, sasl.username)],
];
