/** A load that comes evenly, whatever becomes of it: inputs of about 350 bytes, for each destination in turn. */
const ORDER = JSON.stringify({
  order: 4711,
  lines: Array.from({ length: 6 }, (_, n) => ({ article: `A-${n}`, count: n, text: 'x'.repeat(20) })),
});
const TICK_MS = 1;

export function offered({ submit }, destinations, perSecond) {
  const begin = performance.now();
  const under = new Set();
  const answeredMs = [];
  let sent = 0;
  let failed = null;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begin) / 1_000) * perSecond; sent < due; sent++) {
      const asked = performance.now();
      const one = submit(destinations[sent % destinations.length], ORDER)
        .then(() => answeredMs.push(performance.now() - asked))
        .catch((error) => {
          failed = error;
        })
        .finally(() => under.delete(one));
      under.add(one);
    }
  }, TICK_MS);
  return {
    /** Resolves when all is answered, with the milliseconds within which 99 of 100 were. */
    async end() {
      clearInterval(timer);
      await Promise.all(under);
      if (failed) throw failed;
      answeredMs.sort((a, b) => a - b);
      return Math.round(answeredMs[Math.floor(answeredMs.length * 0.99)]);
    },
  };
}
