/** What a process needs to do its own work, asked on demand; an answer that does not come in time is a no. */
import { systemClock } from '../clock.js';
import { TooLate, within } from '../waiting.js';

export interface CheckResult {
  ok: boolean;
  /** For everybody to read: no address, no name of a secret, no error message. */
  detail: string;
}

export interface HealthCheck extends CheckResult {
  /** Since when it is so, as far as was asked. */
  since: string;
}

export interface Readiness {
  status: 'ready' | 'not-ready';
  checks: Record<string, HealthCheck>;
}

interface Check {
  ask(): Promise<CheckResult>;
  decides: boolean;
}

const TIMEOUT_MS = 2000;

export class HealthRegistry {
  private readonly checks = new Map<string, Check>();
  private readonly last = new Map<string, HealthCheck>();

  constructor(private readonly clock = systemClock) {}

  /** `decides` false: shown, but what this process is asked to do goes on without it. */
  add(name: string, ask: () => Promise<CheckResult>, { decides = true } = {}): void {
    this.checks.set(name, { ask, decides });
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { ask }]) => [name, await this.ask(name, ask)]),
    );
    const checks: Record<string, HealthCheck> = Object.fromEntries(results);
    const ready = [...this.checks].every(([name, { decides }]) => !decides || checks[name]?.ok);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }

  private async ask(name: string, check: () => Promise<CheckResult>): Promise<HealthCheck> {
    const { ok, detail } = await within(TIMEOUT_MS, check()).catch(noAnswer);
    const before = this.last.get(name);
    const since = before?.ok === ok ? before.since : this.clock.now().toISOString();
    const now = { ok, since, detail };
    this.last.set(name, now);
    return now;
  }
}

function noAnswer(error: unknown): CheckResult {
  return { ok: false, detail: error instanceof TooLate ? 'does not answer in time' : 'does not answer' };
}
