/** Whose an input is, from the log itself: an acknowledged one is known at once, and its owner never changes. */
import { Injectable } from '@nestjs/common';
import { LogReader } from '../platform/store/reader.js';

@Injectable()
export class InputOwners {
  constructor(private readonly reader: LogReader) {}

  /** null: there is no such input. */
  ownerOf(id: string): Promise<string | null> {
    return this.reader.ownerOf(`input-${id}`);
  }
}
