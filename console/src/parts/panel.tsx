/** A card of a screen: what it is about, what can be done with it, and the rest. */
import type { ReactNode } from 'react';
import { cx } from './cx.js';
import styles from './panel.module.css';

interface Props {
  title: string;
  aside?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

export const Panel = ({ title, aside, className, children }: Props) => (
  <section className={cx('card', styles.panel, className)}>
    <header className={styles.head}>
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
);
