/**
 * Tells followers that the log may have grown: at once inside this process, and by NOTIFY to other processes, at most
 * every 50 ms and never inside an append. Only a hint (see Wake): followers poll as well.
 */
import { Client, type Pool } from 'pg';
import type { Log } from '../log.js';
import { Wake } from '../wake.js';

const CHANNEL = 'intake_log';
const NOTIFY_EVERY_MS = 50;
const RECONNECT_MS = 1_000;

export class LogSignal {
  private readonly wakes = new Set<Wake>();
  private listener: Client | null = null;
  private notifying: NodeJS.Timeout | null = null;
  private again = false;
  private reconnecting: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly pool: Pool,
    private readonly log: Log,
  ) {}

  /** A wake of the follower's own: it rings when the log may have grown. */
  subscribe(): Wake {
    const wake = new Wake();
    this.wakes.add(wake);
    return wake;
  }

  /** To be called after an append of this process. */
  appended(): void {
    this.ring();
    if (this.notifying) {
      this.again = true;
      return;
    }
    this.notify();
    this.notifying = setTimeout(() => {
      this.notifying = null;
      if (!this.again) return;
      this.again = false;
      this.appended();
    }, NOTIFY_EVERY_MS);
    this.notifying.unref();
  }

  /** Listens to the other processes until stopped, through every outage. */
  async start(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'intake signal', keepAlive: true });
    client.on('error', () => {});
    client.on('notification', () => this.ring());
    client.on('end', () => this.reconnect());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.listener = client;
      // Stopped while it was connecting.
      if (this.stopped) await this.stop();
      // What was appended while nobody listened.
      this.ring();
    } catch (error) {
      this.log.debug({ error: (error as Error).message }, 'not listening to the log; polling goes on');
      await client.end().catch(() => {});
      this.reconnect();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.notifying) clearTimeout(this.notifying);
    if (this.reconnecting) clearTimeout(this.reconnecting);
    await this.listener?.end().catch(() => {});
  }

  private ring(): void {
    for (const wake of this.wakes) wake.ring();
  }

  private notify(): void {
    this.pool.query(`notify ${CHANNEL}`).catch(() => {
      // Only a hint: the others poll.
    });
  }

  private reconnect(): void {
    this.listener = null;
    if (this.stopped || this.reconnecting) return;
    this.reconnecting = setTimeout(() => {
      this.reconnecting = null;
      void this.start();
    }, RECONNECT_MS);
    this.reconnecting.unref();
  }
}
