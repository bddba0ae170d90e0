/** The certificate that this process shows, where it is asked by TLS. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { described, type Read, text } from './kinds.js';
import { StartRefused } from './start-refused.js';

export const variables = {
  INTAKE_TLS_CERT: text('PEM').optional().register(described, {
    does: 'its certificate, then those that lead to the issuer; set, it listens by TLS 1.2 and 1.3 only ([running.md](running.md#tls))',
    otherwise: 'plain HTTP',
    mayBeFile: true,
  }),
  INTAKE_TLS_KEY: text('PEM')
    .optional()
    .register(described, { does: 'the key that belongs to it', otherwise: 'none', mayBeFile: true }),
};

export interface KeyPair {
  cert: string;
  key: string;
}

interface TlsSettings extends KeyPair {
  /** Where they are read again when they are renewed; null: they were given by value. */
  files: KeyPair | null;
}

export interface Tls {
  /** null: plain HTTP. */
  tls: TlsSettings | null;
}

export function settings(v: Read<typeof variables>, given: NodeJS.ProcessEnv): Tls {
  const { INTAKE_TLS_CERT: cert, INTAKE_TLS_KEY: key } = v;
  if (cert === undefined && key === undefined) return { tls: null };
  if (cert === undefined || key === undefined) throw new StartRefused('INTAKE_TLS_CERT and INTAKE_TLS_KEY go together');
  const fault = faultOf({ cert, key });
  if (fault) throw new StartRefused(`INTAKE_TLS_CERT, INTAKE_TLS_KEY: ${fault}`);
  const { INTAKE_TLS_CERT_FILE: certFile, INTAKE_TLS_KEY_FILE: keyFile } = given;
  return { tls: { cert, key, files: certFile && keyFile ? { cert: certFile, key: keyFile } : null } };
}

/** null: a server can show it. */
export function faultOf({ cert, key }: KeyPair): string | null {
  try {
    const belongs = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return belongs ? null : 'the key is not the one of the certificate';
  } catch {
    return 'they cannot be read as PEM without a passphrase';
  }
}
