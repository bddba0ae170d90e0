/** What is to be replayed, as it is entered, and as it is asked for. */
export interface Plan {
  from: string;
  to: string;
  types: string;
  streams: string;
  destination: string;
  topic: string;
  rate: string;
  force: boolean;
}

export const blank: Plan = {
  ...{ from: '', to: '', types: '', streams: '', destination: '', topic: '', rate: '', force: false },
};

/** What is not entered is left out; what is no position is for Intake to understand as a time, or to refuse. */
export function optionsOf({ from, to, types, streams, destination, topic, rate, force }: Plan) {
  const [names, places] = [listOf(types), listOf(streams)];
  return {
    ...(from.trim() && { from: placeOf(from) }),
    ...(to.trim() && { to: placeOf(to) }),
    ...(names.length > 0 && { types: names }),
    ...(places.length > 0 && { streams: places }),
    ...(destination && { destination }),
    ...(topic.trim() && { topic: topic.trim() }),
    ...(rate && { ratePerSecond: Number(rate) }),
    force,
  };
}

const placeOf = (text: string): number | string => (/^\s*\d+\s*$/.test(text) ? Number(text) : text.trim());

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
