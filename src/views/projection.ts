/** Read models, and the events that they could not apply, as admins see them (contract §2). */
import { z } from 'zod';

export const projectionView = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    state: z.enum(['live', 'rebuilding', 'paused', 'stalled']).meta({
      description:
        '`rebuilding`: made anew while the old rows answer, or filled for the first time. `stalled`: behind, and not moved for 30 seconds.',
    }),
    position: z.int().meta({ description: 'Everything up to here is in its rows.' }),
    head: z.int().meta({ description: 'The end of the log.' }),
    lagEvents: z.int(),
    lagMs: z.int().meta({ description: 'Age of the oldest event that is not in its rows; 0 where there is none.' }),
    parked: z.int().meta({ description: 'Streams that go no further, because an event of theirs cannot be applied.' }),
  })
  .meta({ id: 'Projection' });
export type ProjectionView = z.infer<typeof projectionView>;

export const parkedEventView = z
  .strictObject({
    position: z.int().meta({ description: 'Of the event that cannot be applied. Its address for retry and skip.' }),
    stream: z.string(),
    version: z.int().meta({ description: 'Of the event in its stream: the rows are the fold of what comes before.' }),
    type: z.string(),
    error: z.string(),
    tries: z.int(),
    parkedAt: z.iso.datetime(),
  })
  .meta({ id: 'ParkedEvent' });
export type ParkedEventView = z.infer<typeof parkedEventView>;

export const refoldedView = z
  .strictObject({
    applied: z.int().meta({ description: 'Events of the stream that were held back, and are applied now.' }),
    parked: parkedEventView.nullable().meta({ description: 'Where it stands parked now. Null: the stream goes on.' }),
  })
  .meta({ id: 'Refolded' });
export type RefoldedView = z.infer<typeof refoldedView>;

/** As the platform keeps them: member by member. */
export const projectionViewOf = (kept: ProjectionView): ProjectionView => ({
  name: kept.name,
  version: kept.version,
  state: kept.state,
  position: kept.position,
  head: kept.head,
  lagEvents: kept.lagEvents,
  lagMs: kept.lagMs,
  parked: kept.parked,
});

export const parkedEventViewOf = ({
  fromVersion,
  ...kept
}: Omit<ParkedEventView, 'version'> & { fromVersion: number }): ParkedEventView => ({
  position: kept.position,
  stream: kept.stream,
  version: fromVersion,
  type: kept.type,
  error: kept.error,
  tries: kept.tries,
  parkedAt: kept.parkedAt,
});
