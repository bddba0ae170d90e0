import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AtOnce, type Place } from './at-once.js';

const entered = (place: Place | string): Place => {
  if (typeof place === 'string') throw new Error(place);
  return place;
};

describe('so many at once', () => {
  it('of one, then of all, and again when one has left', () => {
    const places = new AtOnce(3, 2);
    const first = entered(places.enter('a'));
    entered(places.enter('a'));
    expect(places.enter('a')).toBe('share');
    entered(places.enter('b'));
    expect(places.enter('c')).toBe('full');
    first.leave();
    first.leave();
    expect(places.count).toBe(2);
    entered(places.enter('a'));
    expect(places.enter('c')).toBe('full');
  });

  it('who stands for many has no share of its own', () => {
    const places = new AtOnce(3, 1);
    for (let n = 0; n < 3; n++) entered(places.enter(null));
    expect(places.enter(null)).toBe('full');
  });

  it('holds, whoever comes and leaves', () => {
    const steps = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.nat(9)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), steps, (most, each, taken) => {
        const places = new AtOnce(most, each);
        const inside: { who: string; place: Place }[] = [];
        const comes = (who: string) => {
          const place = places.enter(who);
          const own = inside.filter((other) => other.who === who).length;
          expect(typeof place === 'string').toBe(inside.length >= most || own >= each);
          if (typeof place !== 'string') inside.push({ who, place });
        };
        for (const step of taken) {
          if (typeof step === 'string') comes(step);
          else inside.splice(step, 1)[0]?.place.leave();
          expect(places.count).toBe(inside.length);
        }
      }),
    );
  });
});
