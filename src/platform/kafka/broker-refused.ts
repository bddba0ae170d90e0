/**
 * What stands between Intake and a broker, and no waiting mends: a login, a certificate. Pure: told from what KafkaJS throws,
 * in words that a person can act on. Whoever meets it tries on, for what has to be changed may be the broker's.
 */

interface Refusal {
  /** For everybody to read. */
  what: string;
  remedy: string;
}

const LOGIN: Refusal = {
  what: 'Kafka refuses the login',
  remedy: 'check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
};
const AUTHORITY: Refusal = {
  what: "Kafka's certificate is not signed by anyone who is trusted here",
  remedy: 'set KAFKA_SSL_CA to the certificate of who has signed it',
};
const EXPIRED: Refusal = { what: "Kafka's certificate has expired", remedy: 'have it renewed on the broker' };
const OTHER_NAME: Refusal = {
  what: "Kafka's certificate is for another name",
  remedy: 'reach the brokers by a name that stands in it (KAFKA_BROKERS, advertised.listeners)',
};
const NO_TLS: Refusal = {
  what: 'Kafka speaks no TLS where it was asked',
  remedy: 'name its port for TLS, or set KAFKA_SSL=off',
};

export const WANTS_TLS: Refusal = { what: 'Kafka speaks TLS only', remedy: 'set KAFKA_SSL=on, or name its plain port' };

/** Of a socket that was refused by its TLS. */
const BY_CODE: Readonly<Record<string, Refusal>> = {
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
  CERT_SIGNATURE_FAILURE: AUTHORITY,
  CERT_HAS_EXPIRED: EXPIRED,
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_NAME,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

export class BrokerRefused extends Error {
  override name = 'BrokerRefused';
  readonly what: string;

  constructor({ what, remedy }: Refusal) {
    super(`${what}: ${remedy}`);
    this.what = what;
  }
}

/** null: it may pass by itself. */
export function brokerRefused(error: unknown): BrokerRefused | null {
  for (const each of causesOf(error)) {
    const refusal = BY_CODE[(each as NodeJS.ErrnoException).code ?? ''];
    if (refusal) return new BrokerRefused(refusal);
    if (each.name === 'KafkaJSSASLAuthenticationError') return new BrokerRefused(LOGIN);
  }
  return null;
}

/** Which broker has ended a connection without a word; null: it was something else. */
export function whoHungUp(error: unknown): { host: string; port: number } | null {
  for (const each of causesOf(error)) {
    if (each.name === 'KafkaJSConnectionClosedError') return each as Error & { host: string; port: number };
  }
  return null;
}

/** KafkaJS wraps an error once it has given up. */
function* causesOf(error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error; at = at.cause) yield at;
}
