/** Asks before something is done, does it, and says that it is done; or why not, and stays. */
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ProblemLine } from './problem-notice.js';
import { say } from './toasts.js';

interface Props {
  title: string;
  why: string;
  /** What the button says. */
  doIt: string;
  /** What is said when it is done. */
  done: string;
  danger?: boolean;
  /** It cannot be done yet: something is still to be entered. */
  notYet?: boolean;
  ask(): Promise<unknown>;
  onClose(): void;
  onDone?(): void;
  children?: ReactNode;
}

export function Confirm({ title, why, doIt, done, danger, notYet, ask, onClose, onDone, children }: Props) {
  const doing = useMutation({
    mutationFn: ask,
    onSuccess() {
      say(done);
      onClose();
      onDone?.();
    },
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button
          kind={danger ? 'danger' : 'primary'}
          busy={doing.isPending}
          disabled={notYet}
          onClick={() => doing.mutate()}
        >
          {doIt}
        </Button>
      }
    >
      <p className="soft">{why}</p>
      {children}
      {doing.error && <ProblemLine error={doing.error} />}
    </Dialog>
  );
}
