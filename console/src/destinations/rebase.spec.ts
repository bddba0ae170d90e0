import { describe, expect, it } from '@jest/globals';
import { blankDraft, type Draft } from './draft.js';
import { rebase } from './rebase.js';

const base: Draft = { ...blankDraft(), url: 'https://a.example/in', timeoutMs: '1000' };

describe('what two have changed', () => {
  it('is taken over where only the other has', () => {
    const { draft, differences } = rebase(base, { ...base, timeoutMs: '2000' }, { ...base, concurrency: '3' });
    expect(draft).toEqual({ ...base, timeoutMs: '2000', concurrency: '3' });
    expect(differences).toEqual([{ field: 'concurrency', was: '10', theirs: '3', mine: null }]);
  });

  it('stays mine where both have, and is said', () => {
    const { draft, differences } = rebase(base, { ...base, timeoutMs: '2000' }, { ...base, timeoutMs: '3000' });
    expect(draft).toEqual({ ...base, timeoutMs: '2000' });
    expect(differences).toEqual([{ field: 'timeoutMs', was: '1000', theirs: '3000', mine: '2000' }]);
  });

  it('is no conflict where both want the same', () => {
    const same = { ...base, url: 'https://b.example/in' };
    expect(rebase(base, same, same)).toEqual({
      draft: same,
      differences: [{ field: 'url', was: base.url, theirs: same.url, mine: null }],
    });
  });

  it('is nothing where the other has changed nothing that stands here', () => {
    expect(rebase(base, { ...base, url: 'x' }, base).differences).toEqual([]);
  });
});
