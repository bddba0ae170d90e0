import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { admit, type Demand, type Experience, type Gate, give, learn, viewOf } from './gate.js';

const NOW = 1_000_000;
const NEW: Gate = {
  nextAt: null,
  version: 0,
  failures: 0,
  openUntil: null,
  opened: 0,
  ramp: null,
  retryAfterUntil: null,
};
const DEMAND: Demand = { now: NOW, version: 1, ratePerSecond: null, concurrency: 10, wanted: 100 };

const failed: Experience = { version: 1, kind: 'failed', retryAfterMs: null };
const worked: Experience = { version: 1, kind: 'worked', retryAfterMs: null };
const unknown: Experience = { version: 1, kind: 'says nothing', retryAfterMs: null };

const learnt = (experiences: readonly Experience[], gate = NEW, now = NOW): Gate =>
  experiences.reduce((standing, experience) => learn(standing, experience, now), gate);
const times = (n: number, experience: Experience) => Array<Experience>(n).fill(experience);
const OPEN = learnt(times(10, failed));
const breaker = (gate: Gate, now = NOW, version = 1) => viewOf(gate, { now, version }).breaker;

describe('a gate that nothing has happened at', () => {
  it('lets through what is asked, as many at once as the destination takes', () => {
    expect(admit(NEW, DEMAND)).toEqual({ places: 100, atOnce: 10 });
    expect(give(NEW, DEMAND, 3)).toEqual({ gate: NEW, startInMs: [0, 0, 0] });
  });
});

describe('the breaker', () => {
  it('opens after ten failures in a row, and lets nothing through', () => {
    expect(breaker(learnt(times(9, failed)))).toBe('closed');
    expect(breaker(OPEN)).toBe('open');
    expect(admit(OPEN, DEMAND).places).toBe(0);
  });

  it('counts from the beginning after a success; what nobody knows the end of neither counts nor ends the row', () => {
    expect(breaker(learnt([...times(9, failed), worked, failed]))).toBe('closed');
    expect(breaker(learnt([...times(9, failed), unknown]))).toBe('closed');
    expect(breaker(learnt([...times(9, failed), unknown, failed]))).toBe('open');
  });

  it('is half-open after a while: one goes first', () => {
    const then = NOW + 5_000;
    expect(breaker(OPEN, then)).toBe('half-open');
    expect(admit(OPEN, { ...DEMAND, now: then })).toEqual({ places: 100, atOnce: 1 });
  });

  it('opens anew, each time for longer, but never for so long that nobody finds the destination back in a minute', () => {
    let gate = OPEN;
    const openFor: number[] = [];
    for (let round = 0, now = NOW; round < 5; round++) {
      openFor.push(gate.openUntil! - now);
      now = gate.openUntil!;
      gate = learn(gate, failed, now);
    }
    expect(openFor).toEqual([5_000, 10_000, 20_000, 30_000, 30_000]);
  });

  it('is not opened for longer by those that were under way when it opened', () => {
    expect(learnt(times(5, failed), OPEN).openUntil).toBe(OPEN.openUntil);
  });

  it('closes with a success, and the destination gets more at once step by step: no herd', () => {
    let gate = learn(OPEN, worked, OPEN.openUntil!);
    expect(breaker(gate)).toBe('closed');
    const atOnce: number[] = [];
    for (let n = 0; n < 10; n++) {
      atOnce.push(admit(gate, { ...DEMAND, concurrency: 100 }).atOnce);
      gate = learn(gate, worked, NOW);
    }
    expect(atOnce).toEqual([2, 4, 8, 16, 32, 64, 100, 100, 100, 100]);
    expect(gate).toEqual({ ...NEW, version: 1 });
  });

  it('is closed for a newer version of the destination; what is learnt of an older one says nothing of it', () => {
    expect(breaker(OPEN, NOW, 2)).toBe('closed');
    expect(admit(OPEN, { ...DEMAND, version: 2 })).toEqual({ places: 100, atOnce: 10 });
    const newer = learn(OPEN, { ...failed, version: 2 }, NOW);
    expect(newer).toMatchObject({ version: 2, failures: 1, openUntil: null });
    expect(learnt(times(20, failed), newer)).toEqual(newer);
  });
});

describe('Retry-After', () => {
  it('holds the whole destination, the longest that was asked for', () => {
    const gate = learnt([
      { ...failed, retryAfterMs: 9_000 },
      { ...failed, retryAfterMs: 2_000 },
    ]);
    expect(admit(gate, { ...DEMAND, now: NOW + 8_999 }).places).toBe(0);
    expect(admit(gate, { ...DEMAND, now: NOW + 9_000 }).places).toBe(100);
  });

  it('is over for a newer version of the destination, and what an older one was told says nothing of it', () => {
    const gate = learnt([{ ...failed, retryAfterMs: 9_000 }]);
    expect(admit(gate, { ...DEMAND, version: 2 }).places).toBe(100);
    const newer = learnt([
      { ...worked, version: 2 },
      { ...failed, retryAfterMs: 9_000 },
    ]);
    expect(admit(newer, { ...DEMAND, version: 2 }).places).toBe(100);
  });
});

describe('a rate', () => {
  const tenPerSecond: Demand = { ...DEMAND, ratePerSecond: 10 };

  it('spaces requests evenly, half a second ahead', () => {
    const { places } = admit(NEW, tenPerSecond);
    expect(places).toBe(6);
    const given = give(NEW, tenPerSecond, places);
    expect(given.startInMs).toEqual([0, 100, 200, 300, 400, 500]);
    expect(given.gate.nextAt).toBe(NOW + 600);
    expect(admit(given.gate, tenPerSecond).places).toBe(0);
    expect(admit(given.gate, { ...tenPerSecond, now: NOW + 100 }).places).toBe(1);
  });

  it('saves nothing up while nothing is sent', () => {
    const { gate } = give(NEW, tenPerSecond, 1);
    const later = { ...tenPerSecond, now: NOW + 60_000 };
    expect(give(gate, later, 3).startInMs).toEqual([0, 100, 200]);
  });

  it('may be less than one a second', () => {
    const slow: Demand = { ...DEMAND, ratePerSecond: 0.1 };
    const { gate } = give(NEW, slow, admit(NEW, slow).places);
    expect(gate.nextAt).toBe(NOW + 10_000);
    expect(admit(gate, { ...slow, now: NOW + 9_000 }).places).toBe(0);
    expect(admit(gate, { ...slow, now: NOW + 9_600 }).places).toBe(1);
  });

  it('that is raised holds at once, whatever the lower one had given out', () => {
    const { gate } = give(NEW, { ...DEMAND, ratePerSecond: 0.01 }, 1);
    const raised = { ...tenPerSecond, now: NOW + 1_000 };
    expect(admit(gate, raised).places).toBe(6);
    expect(give(gate, raised, 2).startInMs).toEqual([0, 100]);
  });

  it('is never exceeded in any second, however workers look and take', () => {
    const looks = fc.array(fc.record({ afterMs: fc.nat(700), wanted: fc.nat(60) }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 200, noNaN: true }), looks, (ratePerSecond, all) => {
        const starts: number[] = [];
        let gate = NEW;
        let now = NOW;
        for (const { afterMs, wanted } of all) {
          now += afterMs;
          const demand = { ...DEMAND, now, ratePerSecond, wanted };
          const given = give(gate, demand, admit(gate, demand).places);
          gate = given.gate;
          starts.push(...given.startInMs.map((ms) => now + ms));
        }
        const most = Math.ceil(ratePerSecond) + 1;
        for (let i = most; i < starts.length; i++)
          expect(starts[i]! - starts[i - most]!).toBeGreaterThanOrEqual(999.99);
      }),
    );
  });
});
