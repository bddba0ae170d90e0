/** A screen: what it is called, what can be done here, and the rest. */
import { type ReactNode, useEffect } from 'react';
import styles from './page.module.css';

interface Props {
  title: string;
  /** In the place of the title, where that is more than a word. */
  head?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, head, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Intake`;
  }, [title]);
  return (
    <>
      <header className={styles.head}>
        {head ?? <h1>{title}</h1>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </>
  );
}
