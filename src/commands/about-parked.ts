/**
 * What is done about an event that a read model could not apply. Its stream is folded anew, or where that does not do, the
 * whole read model is rebuilt: that is begun in the same transaction, so that nothing is left half done.
 */
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { EventMetadata, NewEvent } from '../events/event.js';
import { Problem } from '../platform/http/problem.js';
import type { Operation } from '../platform/operations/operation.js';
import { Operations } from '../platform/operations/operations.js';
import type { Marker } from '../platform/projector/markers.js';
import type { Unparked } from '../platform/projector/parked-events.js';
import { type ReadModelVersion, subjectOf } from '../platform/projector/projection.js';
import type { Refolded } from '../platform/projector/refold.js';
import { Acts, type Fact } from '../platform/store/acts.js';
import { operationStarted, operationStream } from './operation.js';
import { projectionStream } from './projection.js';

export interface DoneAboutParked {
  /** The rebuild that it takes, or what came of the stream. */
  done: Refolded | Operation;
  position: number;
}

interface ParkedAct {
  /** null: nothing is parked there. */
  unpark(client: ClientBase): Promise<Unparked | null>;
  decide(marker: Marker): NewEvent[];
}

@Injectable()
export class AboutParked {
  constructor(
    private readonly acts: Acts,
    private readonly operations: Operations,
  ) {}

  async act(
    projection: ReadModelVersion,
    metadata: EventMetadata,
    { unpark, decide }: ParkedAct,
  ): Promise<DoneAboutParked> {
    const { value, position } = await this.acts.record<DoneAboutParked['done']>(metadata, async (client) => {
      const unparked = await unpark(client);
      if (!unparked) throw new Problem('not-found', 'nothing is parked at this position');
      const told = { stream: projectionStream(projection.name), events: unparked.isNew ? decide(unparked.marker) : [] };
      if (unparked.refolded) return { value: unparked.refolded, facts: [told] };
      const { operation, facts } = await this.rebuild(client, projection, metadata.actor);
      return { value: operation, facts: [told, ...facts] };
    });
    this.operations.wake.ring();
    return { done: value, position };
  }

  /** One that runs already does as well: what is skipped meanwhile, it leaves out. */
  private async rebuild(
    client: ClientBase,
    projection: ReadModelVersion,
    startedBy: string,
  ): Promise<{ operation: Operation; facts: Fact[] }> {
    const subject = subjectOf(projection);
    const running = await this.operations.running(subject, client);
    const rebuild = running.find(({ kind }) => kind === 'rebuild');
    if (rebuild) return { operation: rebuild, facts: [] };
    const wanted = { kind: 'rebuild', subject: [subject], options: {}, startedBy };
    const { operation } = await this.operations.start(client, wanted);
    const stream = operationStream(operation.id);
    return { operation, facts: [{ stream, events: [operationStarted(operation)] }] };
  }
}
