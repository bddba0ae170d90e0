/** Certificates of the test's own: an authority, and who has it sign what. Made by openssl. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Authority {
  /** The path of its certificate, in PEM. */
  ca: string;
  /** For a server on 127.0.0.1. The key and the certificate, in PEM. */
  sign(name: string, options?: { expired?: boolean }): { key: string; certificate: string };
}

export function makeAuthority(folder: string, name: string): Authority {
  const file = (suffix: string) => join(folder, `${name}${suffix}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('.key'),
    '-out',
    file('.pem'),
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  return {
    ca: file('.pem'),
    sign(server, { expired = false } = {}) {
      const [key, request, certificate, names] = ['.key', '.csr', '.pem', '.names'].map((end) =>
        file(`-${server}${end}`),
      );
      writeFileSync(names!, 'subjectAltName=IP:127.0.0.1\n');
      openssl('req', ...newKey, '-keyout', key!, '-out', request!, '-subj', `/CN=${server}`);
      // One that ends the day before it begins has ended, whatever the time is.
      const days = expired ? '-1' : '2';
      openssl(
        ...['x509', '-req', '-in', request!, '-out', certificate!, '-days', days, '-extfile', names!],
        ...['-CA', file('.pem'), '-CAkey', file('.key'), '-CAcreateserial'],
      );
      return { key: readFileSync(key!, 'utf8'), certificate: readFileSync(certificate!, 'utf8') };
    },
  };
}
