import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { accepts } from './accept.js';

const JSON_ONLY = ['application/json'];
const type = fc.constantFrom('application/json', 'application/*', '*/*', 'text/html', 'text/*', 'image/png');
const quality = fc.constantFrom('', ';q=1', '; q=0.5', ';Q=0.001', ';q=0', ';charset=utf-8;q=0');
const range = fc.tuple(type, quality);
const isNo = (parameters: string) => parameters.endsWith('q=0');

describe('Accept', () => {
  it('allows everything where it is left out, empty, or says so', () => {
    for (const header of [undefined, '', ' ', '*/*', 'application/json', 'text/html, */*;q=0.1'])
      expect({ header, accepted: accepts(header, JSON_ONLY) }).toEqual({ header, accepted: true });
  });

  it('is decided by the most specific range, wherever it stands', () => {
    const ranges = fc.uniqueArray(range, { minLength: 1, maxLength: 5, selector: ([each]) => each });
    fc.assert(
      fc.property(ranges, (all) => {
        const decides = ['application/json', 'application/*', '*/*'].flatMap((each) =>
          all.filter(([t]) => t === each),
        )[0];
        const header = all.map(([each, parameters]) => each + parameters).join(', ');
        expect(accepts(header, JSON_ONLY)).toBe(decides !== undefined && !isNo(decides[1]));
      }),
    );
  });

  it('of any text is a yes or a no', () => {
    fc.assert(fc.property(anyText(), (header) => expect(typeof accepts(header, JSON_ONLY)).toBe('boolean')));
  });

  it('has no say where a route answers with any type', () => {
    fc.assert(fc.property(anyText(), (header) => expect(accepts(header, ['*/*'])).toBe(true)));
  });
});
