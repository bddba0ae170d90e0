/** What is pressed. */
import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';
import { cx } from './cx.js';
import { Icon, type IconName } from './icon.js';

interface Look {
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  icon?: IconName;
  busy?: boolean;
}

export function Button({
  kind = 'plain',
  icon,
  busy,
  children,
  className,
  disabled,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Look) {
  return (
    <button
      type="button"
      className={cx(styles.button, styles[kind], !children && styles.bare, className)}
      disabled={disabled || busy}
      aria-busy={busy}
      {...rest}
    >
      {busy ? <span className={styles.spinner} /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
