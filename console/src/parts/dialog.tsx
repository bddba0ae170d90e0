/**
 * A question in front of everything else. The browser's own dialog: it keeps the focus, and Escape closes it. What is done with is
 * taken away without being closed: then the focus is given back here.
 */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Button } from './button.js';
import { cx } from './cx.js';
import styles from './dialog.module.css';

interface Props {
  title: string;
  onClose(): void;
  children: ReactNode;
  /** Beside "Cancel". */
  actions?: ReactNode;
  /** What is under way has an answer that is told once: it is waited for. */
  stays?: boolean;
  /** There is nothing left to be called off: it is closed. */
  done?: boolean;
  /** For a form of many fields. */
  wide?: boolean;
}

export function Dialog({ title, onClose, children, actions, stays = false, done, wide }: Props) {
  const words = useWords(commonWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={cx(styles.dialog, wide && styles.wide)}
      aria-labelledby={id}
      onCancel={(event) => stays && event.preventDefault()}
      onClose={onClose}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <footer className={styles.actions}>
        <Button disabled={stays} onClick={() => dialog.current?.close()}>
          {actions && !done ? words.cancel : words.close}
        </Button>
        {actions}
      </footer>
    </dialog>
  );
}
