/** How long ago; the exact time on hover. */
import { useFormat } from '../words/format.js';
import { useNow } from './now.js';

export function Time({ at }: { at: string }) {
  const format = useFormat();
  const shown = useNow((now) => format.relative(at, now));
  return (
    <time dateTime={at} title={format.exact(at)} className="numbers">
      {shown}
    </time>
  );
}
