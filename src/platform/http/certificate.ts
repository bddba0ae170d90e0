/**
 * The certificate that a server shows. Guarantee: one that is renewed in its files is shown to whoever connects from then on,
 * within seconds or at a SIGHUP, and who is connected stays so; one that cannot be used, or is half written, is not shown.
 */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:tls';
import { faultOf, type KeyPair } from '../../config.js';
import type { Log } from '../log.js';

const LOOK_EVERY_MS = 5_000;
/** Older versions are broken. */
const MIN_VERSION = 'TLSv1.2';
/** As for a whole request: who connects and says nothing is cut. */
const HANDSHAKE_MS = 15_000;

/** How a server with this certificate listens. */
export const tlsOptions = ({ cert, key }: KeyPair) => ({
  ...{ cert, key, minVersion: MIN_VERSION, handshakeTimeout: HANDSHAKE_MS },
  ALPNProtocols: ['http/1.1'],
});

export class Certificate {
  private looking: NodeJS.Timeout | undefined;
  private refused: string | null = null;
  private readonly look = () => this.renew();

  constructor(
    private readonly server: Pick<Server, 'setSecureContext'>,
    private readonly files: KeyPair,
    private shown: KeyPair,
    private readonly log: Log,
  ) {}

  start(): void {
    this.looking = setInterval(this.look, LOOK_EVERY_MS).unref();
    process.on('SIGHUP', this.look);
  }

  stop(): void {
    clearInterval(this.looking);
    process.off('SIGHUP', this.look);
  }

  private renew(): void {
    const found = this.read();
    if (found === null || (found.cert === this.shown.cert && found.key === this.shown.key)) return;
    const fault = faultOf(found);
    if (fault) this.refuse(found.cert, fault);
    else this.show(found);
  }

  private show(found: KeyPair): void {
    this.server.setSecureContext({ ...found, minVersion: MIN_VERSION });
    [this.shown, this.refused] = [found, null];
    this.log.info('the certificate was renewed');
  }

  /** The other of two files may not be written yet: it is told once, and looked at again. */
  private refuse(cert: string, fault: string): void {
    if (this.refused !== cert)
      this.log.warn({ fault }, 'the new certificate cannot be used; the one before is shown on');
    this.refused = cert;
  }

  /** null: they are not there now. */
  private read(): KeyPair | null {
    try {
      return { cert: readFileSync(this.files.cert, 'utf8').trim(), key: readFileSync(this.files.key, 'utf8').trim() };
    } catch {
      return null;
    }
  }
}
