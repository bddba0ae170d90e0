/** A long list of which only what is in sight is there; further pages come as one gets near them. A table to who hears it. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Button } from './button.js';
import { cx } from './cx.js';
import styles from './virtual-list.module.css';

interface Props<T> {
  label: string;
  /** Its grid of columns: a class that sets `grid-template-columns`. */
  columns: string | undefined;
  head: ReactNode[];
  items: readonly T[];
  keyOf(item: T): string;
  /** The cells, each in a <Cell>. */
  row(item: T): ReactNode;
  /** Left out where a list is whole. */
  hasMore?: boolean;
  /** The next page could not be read: it is not asked for again by itself. */
  failed?: boolean;
  onMore?(): void;
}

const ROW_PX = 44;
const AHEAD = 10;

export function VirtualList<T>(props: Props<T>) {
  const { label, columns, head, items, keyOf, row, hasMore = false, failed = false, onMore } = props;
  const words = useWords(commonWords);
  const body = useRef<HTMLDivElement>(null);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: AHEAD,
    scrollMargin: useTop(body),
    getItemKey: (index) => keyOf(items[index]!),
  });
  const shown = rows.getVirtualItems();
  const nearEnd = (shown.at(-1)?.index ?? 0) >= items.length - AHEAD;
  useEffect(() => {
    if (nearEnd && hasMore && !failed) onMore?.();
  }, [nearEnd, hasMore, failed, onMore]);
  return (
    <div
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : items.length + 1}
      className={cx('card', styles.table)}
    >
      <div role="rowgroup">
        <div role="row" className={cx(styles.row, styles.head, columns)}>
          {head.map((title, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name, and never move
            <span key={at} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      <div ref={body} role="rowgroup" className={styles.body} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ key, index, start }) => (
          <div
            key={key}
            role="row"
            aria-rowindex={index + 2}
            className={cx(styles.row, styles.item, columns)}
            style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
          >
            {row(items[index]!)}
          </div>
        ))}
      </div>
      {hasMore && !failed && <p className={styles.more}>{words.more}</p>}
      {failed && (
        <p className={styles.more} role="alert">
          {words.notMore} <Button onClick={onMore}>{words.retry}</Button>
        </p>
      )}
    </div>
  );
}

/** How far down the page it begins, whatever grows above it. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(Math.round(element.current!.getBoundingClientRect().top + window.scrollY)));
  return top;
}

export const Cell = ({ children, className }: { children?: ReactNode; className?: string | undefined }) => (
  <span role="cell" className={cx(styles.cell, className)}>
    {children}
  </span>
);
