/** An id: in monospace, its end is what differs, the whole of it is copied; a link to where more is told of it. */
import type { ReactNode } from 'react';
import { Link } from '../routing/link.js';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { useCopy } from './copy.js';
import { cx } from './cx.js';
import { Icon } from './icon.js';
import styles from './id.module.css';

interface Props {
  children: string;
  short?: boolean;
  /** Where more is told of it. */
  to?: string;
}

export function Id({ children, short = false, to }: Props) {
  const words = useWords(commonWords);
  const [copied, copy] = useCopy();
  const shown: ReactNode = <code title={children}>{short ? <Shortened id={children} /> : children}</code>;
  return (
    <span className={styles.id}>
      {to ? (
        <Link to={to} className={styles.link}>
          {shown}
        </Link>
      ) : (
        shown
      )}
      <button
        type="button"
        className={cx(styles.copy, copied && styles.copied)}
        aria-label={`${copied ? words.copied : words.copy} ${children}`}
        onClick={() => copy(children)}
      >
        <Icon name={copied ? 'check' : 'copy'} size={13} />
      </button>
    </span>
  );
}

/**
 * The beginning of an id of ours is the time: of two inputs of one minute it is the same, and the first to give way. On a phone there
 * is room for the eight at the end.
 */
const Shortened = ({ id }: { id: string }) =>
  id.length > 20 ? (
    <>
      <span className={styles.beginning}>{id.slice(0, 8)}</span>…
      <span className={styles.beginning}>{id.slice(-12, -8)}</span>
      {id.slice(-8)}
    </>
  ) : (
    id
  );
