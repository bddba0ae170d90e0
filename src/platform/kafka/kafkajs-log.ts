/**
 * KafkaJS's own log lines. What it calls an error is mostly the normal life of a cluster (a coordinator that loads, a
 * group that rebalances, a broker that restarts): its users say such things themselves, once, so here they are debug.
 */
import { type LogEntry, logLevel } from 'kafkajs';
import type { Log } from '../log.js';

const NORMAL = [
  /coordinator/i,
  /unsubscribed topics/i,
  /rebalanc/i,
  /re-joining/i,
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN/,
  /connection (error|timeout)|closed connection|disconnected/i,
  /request .* timed out/i,
  /response without match/i,
  /seed broker/i,
  /does not host this topic-partition/i,
  /no leader for this topic-partition|leadership election/i,
  /not the leader for that topic-partition/i,
  /offset out of range|not within the range of offsets/i,
  /^(crash|restarting the consumer)/i,
  // Told by whoever connects, in words for a person.
  /authentication failed|sasl .*(failed|not supported)|certificate|self.signed/i,
  // Our own handlers say what went wrong with them.
  /error when calling eachBatch/i,
];

/** Pure: at what level a line of KafkaJS belongs in our log. */
export function levelOf(level: logLevel, message: string, cause: unknown): 'debug' | 'warn' {
  if (level !== logLevel.ERROR && level !== logLevel.WARN) return 'debug';
  const text = `${message} ${typeof cause === 'string' ? cause : ''}`;
  return NORMAL.some((pattern) => pattern.test(text)) ? 'debug' : 'warn';
}

export function kafkaJsLog(log: Log): () => (entry: LogEntry) => void {
  return () =>
    ({ namespace, level, log: { message, error, broker, groupId } }) => {
      log[levelOf(level, message, error)]({ kafka: namespace, error, broker, groupId }, message);
    };
}
