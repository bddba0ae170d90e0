/** A line above what is shown: it is from before. */
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { Icon } from './icon.js';

export const Banner = ({ children }: { children: ReactNode }) => (
  <p role="status" className={styles.banner}>
    <Icon name="offline" />
    {children}
  </p>
);
