import { type ButtonHTMLAttributes, type ReactElement, type ReactNode, useId } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icons.js';

export type ButtonKind = 'plain' | 'main' | 'danger' | 'quiet';

export const buttonClass = (kind: ButtonKind = 'plain', ...others: (string | undefined)[]): string =>
  [styles.button, kind === 'plain' ? undefined : styles[kind], ...others].filter(Boolean).join(' ');

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** Why it cannot be used now; it is disabled then, and the reason stands under it in text. */
  readonly reason?: string | undefined;
  /** It is being done: it cannot be pressed again. */
  readonly busy?: boolean;
}

export function Button({ kind, icon, reason, busy, children, className, disabled, ...others }: ButtonProps): ReactElement {
  const id = useId();
  const button = (
    <button
      type="button"
      className={buttonClass(kind, className)}
      disabled={disabled === true || reason !== undefined || busy === true}
      aria-describedby={reason === undefined ? undefined : id}
      aria-busy={busy}
      {...others}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
  if (reason === undefined) return button;
  return (
    <span>
      {button}
      <span id={id} className={styles.reason}>
        {reason}
      </span>
    </span>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** What it does: its name for screen readers and on hover. */
  readonly label: string;
}

export const IconButton = ({ icon, label, className, ...others }: IconButtonProps): ReactElement => (
  <button type="button" className={buttonClass('quiet', styles.icon, className)} aria-label={label} title={label} {...others}>
    <Icon name={icon} />
  </button>
);

/** Buttons that stand together. */
export const Actions = ({ children }: { children: ReactNode }): ReactElement => <div className={styles.actions}>{children}</div>;
