/** How far something is behind the log. */
import type { Projection } from '../api/types.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import { followingWords } from './words.js';

export function Behind({ lagEvents, lagMs }: Pick<Projection, 'lagEvents' | 'lagMs'>) {
  const words = useWords(followingWords);
  const format = useFormat();
  return lagEvents > 0 ? words.behind(format.count(lagEvents), format.duration(lagMs)) : words.upToDate;
}
