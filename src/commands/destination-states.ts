/** Destinations as this process last saw them: every input is decided on one, so they are kept at hand. */
import { Injectable } from '@nestjs/common';
import { LogTail } from '../platform/store/log-tail.js';
import { LogReader } from '../platform/store/reader.js';
import { StreamCache } from '../platform/store/stream-cache.js';
import { type DestinationState, destinationFold } from './destination.js';

@Injectable()
export class DestinationStates extends StreamCache<DestinationState> {
  constructor(reader: LogReader, tail: LogTail) {
    super(reader, destinationFold, tail);
  }
}
