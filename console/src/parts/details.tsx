/** What is known of one thing: names, and what stands behind each. */
import type { ReactNode } from 'react';
import styles from './details.module.css';

export const Details = ({ children }: { children: ReactNode }) => <dl className={styles.details}>{children}</dl>;

export const Detail = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="numbers">{children}</dd>
  </div>
);
