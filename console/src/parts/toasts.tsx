/** Short news in a corner: what was done. */
import { useEffect, useSyncExternalStore } from 'react';
import { Icon } from './icon.js';
import styles from './toasts.module.css';

interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 5_000;
let toasts: readonly Toast[] = [];
let made = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const say = (text: string): void => change([...toasts, { id: ++made, text }]);

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function Toasts() {
  const shown = useSyncExternalStore(listen, () => toasts);
  return (
    <div className={styles.corner} role="status">
      {shown.map((toast) => (
        <One key={toast.id} {...toast} />
      ))}
    </div>
  );
}

function One({ id, text }: Toast) {
  useEffect(() => {
    const timer = setTimeout(() => change(toasts.filter((toast) => toast.id !== id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <p className={styles.toast}>
      <Icon name="check" />
      {text}
    </p>
  );
}
