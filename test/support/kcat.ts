/** A topic as anybody else reads it: kcat, and nothing of ours. */
import { spawnSync } from 'node:child_process';

export interface Message {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  payload: string;
  headers: string[];
}

/** All that is in the topic now. */
export function kcat(topic: string): Message[] {
  const args = ['-b', process.env.TEST_KAFKA_BROKERS!, '-t', topic, '-C', '-J', '-e', '-q', '-o', 'beginning'];
  const { error, status, stdout, stderr } = spawnSync('kcat', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) throw new Error('this test reads the topic with kcat: install it (Debian: apt-get install kcat)');
  if (status !== 0) throw new Error(`kcat: ${stderr}`);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** kcat gives headers as a flat list of names and values. */
export const headersOf = ({ headers }: Message): Record<string, string> =>
  Object.fromEntries(Array.from({ length: headers.length / 2 }, (_, n) => [headers[2 * n], headers[2 * n + 1]]));
