/** A word in a colour: a state at a glance. */
import type { ReactNode } from 'react';
import { cx } from './cx.js';
import styles from './pill.module.css';

export type Tone = 'blue' | 'cyan' | 'amber' | 'green' | 'red' | 'gray' | 'violet';

export const Pill = ({ tone, pulse, children }: { tone: Tone; pulse?: boolean; children: ReactNode }) => (
  <span className={cx(styles.pill, styles[tone])}>
    <span className={cx(styles.dot, pulse && styles.pulse)} />
    {children}
  </span>
);
