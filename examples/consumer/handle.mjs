/** The rules for one message; null: none of Intake's. Changes the state, and answers what it did. */

export function handle(state, partition, event, { replays, anywhere }) {
  if (event === null) return 'foreign';
  if (event.replayId !== null && !replays) return 'replay';
  state.logId ??= event.logId;
  // Another log in the same topic.
  if (event.logId !== state.logId) return 'foreign';
  const last = state.positions[partition] ?? (anywhere ? event.previous : 0);
  if (event.position <= last) return 'seen';
  // Something before it is missing: to be handled when both have been published again.
  if (event.previous > last) return 'early';
  if (event.type === 'InputReceived') {
    const { destination } = event.data;
    state.counts[destination] = (state.counts[destination] ?? 0) + 1;
  }
  state.positions[partition] = event.position;
  return 'handled';
}

const OF_EVENTS = ['ce_type', 'ce_position', 'ce_previous', 'ce_logid'];

/** A message of Kafka as an event; null where it is none: anyone may write into a topic. */
export function eventOf({ headers = {}, value }) {
  if (value === null || OF_EVENTS.some((name) => headers[name] === undefined)) return null;
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
