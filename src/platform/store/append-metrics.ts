/** What Prometheus is told of what this process appends: how much, how much at a time, how long it takes, what is refused. */
import { type EventType, eventDefinitions } from '../../events/event.js';
import type { Metrics } from '../http/metrics.js';
import { type AppendOutcome, appendOutcomes } from './append-command.js';
import type { AppendCall, EventLog } from './event-log.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const COMMANDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

export class AppendMetrics {
  private readonly commands;
  private readonly events;
  private readonly groups;
  private readonly durations;

  constructor(private readonly metrics: Metrics) {
    this.commands = metrics.counter(
      'intake_append_commands_total',
      'Commands brought to the log, by what came of them',
      ['outcome'],
    );
    for (const outcome of appendOutcomes) this.commands.inc({ outcome }, 0);
    this.events = metrics.counter('intake_append_events_total', 'Events appended by this process', ['type']);
    for (const type of eventDefinitions().keys()) this.events.inc({ type }, 0);
    this.groups = metrics.histogram('intake_append_group_commands', 'Commands in one transaction', COMMANDS);
    this.durations = metrics.histogram(
      'intake_append_duration_seconds',
      'One transaction of the log, with the wait for its turn and all that was tried again',
      SECONDS,
    );
  }

  /** What waits at the moment of a scrape. */
  watch(log: EventLog): void {
    const waiting = this.metrics.gauge('intake_append_waiting_commands', 'Commands that wait to be appended');
    this.metrics.beforeScrape([waiting], () => waiting.set(log.waiting));
  }

  readonly told = ({ commands, outcomes, durationMs }: AppendCall): void => {
    this.groups.observe(commands.length);
    this.durations.observe(durationMs / 1_000);
    const ended = new Map<AppendOutcome, number>();
    const appended = new Map<EventType, number>();
    for (const [index, outcome] of outcomes.entries()) {
      countUp(ended, outcome);
      if (outcome === 'appended') for (const { type } of commands[index]!.events) countUp(appended, type);
    }
    for (const [outcome, count] of ended) this.commands.inc({ outcome }, count);
    for (const [type, count] of appended) this.events.inc({ type }, count);
  };
}

const countUp = <K>(counts: Map<K, number>, key: K): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
