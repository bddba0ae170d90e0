import { describe, expect, it } from '@jest/globals';
import { judgeTopic } from './topic.js';

const wanted = { topic: 'intake.events', partitions: 12, replication: null };
const fits = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': '2097152',
};
const judge = (settings: Record<string, string>, partitions = 12) => judgeTopic({ partitions, settings }, wanted);

describe('a topic that is there', () => {
  it('does when it keeps everything', () => {
    expect(judge(fits)).toEqual({ mismatch: null, warnings: [] });
  });

  it('does, on trust, when its settings may not be read', () => {
    expect(judge({})).toEqual({ mismatch: null, warnings: [] });
  });

  it.each([
    [
      'another partition count',
      judge(fits, 6),
      /has 6 partitions, not 12: .*INTAKE_TOPIC.*`npx --no intake republish`/,
    ],
    ['compaction', judge({ ...fits, 'cleanup.policy': 'compact,delete' }), /set its cleanup.policy to delete/],
    ['small messages', judge({ ...fits, 'max.message.bytes': '1048588' }), /max.message.bytes to 2097152 .*1048588/],
  ])('is refused for %s, in one line that says what to do', (_why, { mismatch }, line) => {
    expect(mismatch).toMatch(line);
    expect(mismatch).not.toContain('\n');
  });

  it('is used with a warning when it forgets', () => {
    const { mismatch, warnings } = judge({ ...fits, 'retention.ms': '604800000' });
    expect(mismatch).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/retention.ms is 604800000; set it to -1/)]);
  });
});
