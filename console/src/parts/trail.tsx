/** The head of a page about one of many: the way back to all of them, and which one it is. */
import type { ReactNode } from 'react';
import { Link } from '../routing/link.js';
import styles from './trail.module.css';

interface Props {
  to: string;
  /** What all of them are called. */
  all: string;
  children: ReactNode;
}

export const Trail = ({ to, all, children }: Props) => (
  <div className={styles.trail}>
    <Link to={to} className="soft">
      {all}
    </Link>
    <span aria-hidden="true" className="soft">
      /
    </span>
    {children}
  </div>
);
