/** What was sent in an attempt, for whoever shows attempts: from the log, up to the version of the destination that was used. */
import { Injectable } from '@nestjs/common';
import { destinationFold, destinationStream } from '../../commands/destination.js';
import { inputStream } from '../../commands/input.js';
import { AnswersFor } from '../../platform/answers-for.js';
import { LogReader } from '../../platform/store/reader.js';
import { foldFrom } from '../../platform/store/stream-cache.js';
import { type AttemptRequest, SentRequests } from '../../views/attempt.js';
import { madeIn, sentIn } from './sent.js';

@AnswersFor(SentRequests)
@Injectable()
export class LoggedRequests extends SentRequests {
  constructor(private readonly reader: LogReader) {
    super();
  }

  async of(inputId: string, number: number, whole: boolean): Promise<AttemptRequest | null> {
    const made = madeIn(await this.reader.stream(inputStream(inputId)), number);
    if (!made) return null;
    const stream = destinationStream(made.destination);
    const history = await this.reader.stream(stream, 0, made.attempt.destinationVersion);
    const { state } = foldFrom({ version: 0, state: destinationFold.initial }, history, destinationFold);
    return sentIn(made, state, whole);
  }
}
