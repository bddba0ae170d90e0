import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { brokerRefused } from './broker-refused.js';

const { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded } = kafkajs;

/** As KafkaJS throws it once it has tried every address. */
const connection = (code?: string) => {
  const cause = Object.assign(new KafkaJSConnectionError('Connection error', { broker: 'b:1' }), { code });
  return new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 2, retryTime: 100 });
};

describe('a broker that cannot be connected to', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', /not signed by anyone who is trusted here: set KAFKA_SSL_CA/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not signed by anyone/],
    ['CERT_HAS_EXPIRED', /certificate has expired: have it renewed/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /speaks no TLS/],
  ])('refuses by its certificate: %s', (code, words) => {
    expect(brokerRefused(connection(code))?.message).toMatch(words);
  });

  it('refuses the login', () => {
    const error = Object.assign(new Error('SASL PLAIN authentication failed'), {
      name: 'KafkaJSSASLAuthenticationError',
    });
    expect(brokerRefused(new Error('wrapped', { cause: error }))?.message).toMatch(/login: check KAFKA_SASL_MECHANISM/);
  });

  it.each([undefined, 'ECONNREFUSED', 'ECONNRESET'])('may be back in a moment: %s', (code) => {
    expect(brokerRefused(connection(code))).toBeNull();
  });
});
