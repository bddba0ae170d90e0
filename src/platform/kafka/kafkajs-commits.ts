/**
 * Offsets committed to Kafka, as a courtesy to whoever watches the group's lag. Nothing rests on them: where a
 * follower begins is said by its own checkpoint, so a commit that fails is let go.
 */
import type { EachBatchPayload } from 'kafkajs';

export class Commits {
  /** Partition → the offset after the last message handled. */
  private readonly waiting = new Map<number, string>();
  private commitNow: EachBatchPayload['commitOffsetsIfNecessary'] | null = null;

  constructor(private readonly topic: string) {}

  handled({ batch, commitOffsetsIfNecessary }: EachBatchPayload): void {
    this.waiting.set(batch.partition, String(BigInt(batch.lastOffset()) + 1n));
    this.commitNow = commitOffsetsIfNecessary;
  }

  /** After an assignment: they may be another member's partitions now. */
  forget(): void {
    this.waiting.clear();
  }

  async commit(): Promise<void> {
    if (!this.commitNow || this.waiting.size === 0) return;
    const partitions = [...this.waiting].map(([partition, offset]) => ({ partition, offset }));
    this.waiting.clear();
    await this.commitNow({ topics: [{ topic: this.topic, partitions }] }).catch(() => {});
  }
}
