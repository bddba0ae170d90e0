/** Clients that submit side by side, through every outage, and remember what they were told. */
import { setTimeout as pause } from 'node:timers/promises';
import type { InputView } from '../../src/views/input.js';
import type { Answer, Api } from './api.js';
import { until } from './until.js';

export interface Told {
  /** What was sent; no two are the same. */
  body: string;
  /** null: none came. */
  answer: Answer<InputView> | null;
}

export interface ClientsOptions {
  /** The Intake to ask: while it is not there yet, clients wait for it. */
  api(): Api | Promise<Api>;
  destination: string;
  /** How many at once. */
  clients: number;
  /** How many inputs in all; otherwise until they are stopped. */
  total?: number;
  headers?(body: string): Record<string, string>;
  /** An input that was not acknowledged is sent again. */
  persistent?: boolean;
}

/** So that one who is refused does not ask a thousand times a second. */
const AFTER_REFUSAL_MS = 20;

export class Clients {
  readonly told: Told[] = [];
  private working: Promise<unknown> = Promise.resolve();
  private begun = 0;
  private stopped = true;

  constructor(private readonly options: ClientsOptions) {
    this.start();
  }

  start(): void {
    this.stopped = false;
    this.working = Promise.all(Array.from({ length: this.options.clients }, () => this.work()));
    // Met where it is awaited.
    this.working.catch(() => {});
  }

  /** Resolves when all is submitted. */
  async done(): Promise<void> {
    await this.working;
  }

  /** Resolves when what is under way is answered. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
  }

  /** Waits until so many more have been answered so. */
  async more(answers: number, status = 202): Promise<void> {
    const count = () => this.told.filter(({ answer }) => answer?.status === status).length;
    const from = count();
    await until(`${answers} more answers ${status}`, () => count() >= from + answers, 60_000);
  }

  get acknowledged(): { id: string; body: string }[] {
    return this.told.flatMap(({ body, answer }) => (answer?.status === 202 ? [{ id: answer.body.id, body }] : []));
  }

  private async work(): Promise<void> {
    const { total = Number.POSITIVE_INFINITY, persistent = false } = this.options;
    while (!this.stopped && this.begun < total) {
      const body = `input ${++this.begun}`;
      while (!(await this.submit(body)) && persistent && !this.stopped);
    }
  }

  private async submit(body: string): Promise<boolean> {
    const { api, destination, headers } = this.options;
    const at = await api();
    const answer = await at.submit(destination, body, headers?.(body)).catch((error: Error) => {
      // How fetch says that the connection broke or was refused; under Jest it is another realm's TypeError.
      if (error.name === 'TypeError') return null;
      throw error;
    });
    this.told.push({ body, answer });
    const taken = answer?.status === 202;
    if (!taken) await pause(AFTER_REFUSAL_MS);
    return taken;
  }
}
