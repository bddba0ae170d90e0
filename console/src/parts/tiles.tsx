/** Figures that one looks for first, side by side. */
import type { ReactNode } from 'react';
import { cx } from './cx.js';
import styles from './tiles.module.css';

export const Tiles = ({ children }: { children: ReactNode }) => (
  <dl className={cx('card', styles.tiles)}>{children}</dl>
);

interface Props {
  title: string;
  /** What the figure is of. */
  note: string;
  wide?: boolean;
  tone?: 'good' | 'bad' | false | undefined;
  children: ReactNode;
}

export function Tile({ title, note, wide, tone, children }: Props) {
  return (
    <div className={cx(styles.tile, wide && styles.wide)}>
      <dt>{title}</dt>
      <dd className={cx('numbers', tone && styles[tone])}>{children}</dd>
      <dd className={styles.small}>{note}</dd>
    </div>
  );
}
