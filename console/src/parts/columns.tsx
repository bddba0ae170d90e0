/** A page of two columns, the second one narrow; one below the other where there is no room. */
import type { ReactNode } from 'react';
import styles from './columns.module.css';

export const Columns = ({ children, aside }: { children: ReactNode; aside: ReactNode }) => (
  <div className={styles.columns}>
    <Stack>{children}</Stack>
    {aside}
  </div>
);

/** One below the other. */
export const Stack = ({ children }: { children: ReactNode }) => <div className={styles.stack}>{children}</div>;
