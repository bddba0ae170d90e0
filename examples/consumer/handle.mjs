/** The rules for one message. Changes the state, and answers what it did. */

/** Messages are missing: whoever goes on would count wrongly. */
export class Missing extends Error {}

export function handle(state, partition, event, { replays }) {
  if (event.replayId !== null && !replays) return 'replay';
  state.logId ??= event.logId;
  // Another log in the same topic.
  if (event.logId !== state.logId) return 'foreign';
  const last = state.positions[partition];
  if (last !== undefined && event.position <= last) return 'seen';
  if (last !== undefined && event.previous > last) {
    throw new Missing(`partition ${partition}: the events after ${last} up to ${event.previous} are missing`);
  }
  if (event.type === 'InputReceived') {
    const { destination } = event.data;
    state.counts[destination] = (state.counts[destination] ?? 0) + 1;
  }
  state.positions[partition] = event.position;
  return 'handled';
}

/** A message of Kafka as an event. */
export function eventOf({ headers, value }) {
  const text = (name) => headers[name]?.toString() ?? null;
  return {
    // intake.InputReceived.v1
    type: text('ce_type').split('.')[1],
    stream: text('ce_subject'),
    position: Number(text('ce_position')),
    previous: Number(text('ce_previous')),
    logId: text('ce_logid'),
    replayId: text('ce_replayid'),
    data: JSON.parse(value.toString()),
  };
}
