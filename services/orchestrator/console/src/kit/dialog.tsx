import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/messages.js';
import { Button, IconButton } from './button.js';
import styles from './overlay.module.css';
import { words } from './words.js';

interface DialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Buttons at its foot. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
}

/** A dialog; a sheet from below on a phone. Escape and a press outside close it, and the focus goes back. */
export function Dialog({ open, close, title, children, actions, wide = false }: DialogProps): ReactElement {
  const say = useMessages(words);
  return (
    <Base.Root open={open} onOpenChange={(isOpen) => (isOpen ? undefined : close())}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}>
          <div className={styles.dialogHead}>
            <Base.Title className={styles.dialogTitle}>{title}</Base.Title>
            <IconButton icon="close" label={say.close} onClick={close} />
          </div>
          {/* Scrolls by keyboard too. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable */}
          <div className={styles.dialogBody} tabIndex={0}>
            {children}
          </div>
          {actions === undefined ? null : <div className={styles.dialogFoot}>{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface ConfirmProps extends Omit<DialogProps, 'actions' | 'wide'> {
  /** What is done, in the button: "Cancel 412 items". */
  readonly action: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly reason?: string;
  readonly confirm: () => void;
}

/** Asks before something is done. The text names the filter and the count. */
export function Confirm({ action, danger = false, busy, reason, confirm, children, ...dialog }: ConfirmProps): ReactElement {
  const say = useMessages(words);
  const actions = (
    <>
      <Button onClick={dialog.close}>{say.cancel}</Button>
      <Button kind={danger ? 'danger' : 'main'} busy={busy} reason={reason} onClick={confirm}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog {...dialog} actions={actions}>
      {children}
    </Dialog>
  );
}
