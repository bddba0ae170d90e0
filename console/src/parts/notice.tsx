/** What is said in place of something, or above it. */
import type { ReactNode } from 'react';
import { cx } from './cx.js';
import { Icon, type IconName } from './icon.js';
import styles from './notice.module.css';

interface Props {
  icon: IconName;
  title: string;
  children?: ReactNode;
  tone?: 'calm' | 'bad';
  /** It is a result of what was just done, or has just happened. */
  alert?: boolean;
}

export const Notice = ({ icon, title, children, tone = 'calm', alert = false }: Props) => (
  <div className={cx(styles.notice, tone === 'bad' && styles.bad)} role={alert ? 'alert' : undefined}>
    <span className={styles.icon}>
      <Icon name={icon} size={20} />
    </span>
    <h2>{title}</h2>
    {children}
  </div>
);
