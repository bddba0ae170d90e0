/** Which partition a stream lies in. Computed by Intake itself, never left to a client's partitioner. */
import { crc32 } from 'node:zlib';

/** CRC-32 (IEEE) of the stream's name, unsigned. */
export const streamHash = (stream: string): number => crc32(stream);

export const partitionOf = (hash: number, partitions: number): number => hash % partitions;
