import { type ReactElement, useRef } from 'react';
import { useMessages } from '../language/messages.js';
import { Button, IconButton } from './button.js';
import { inputClass } from './controls.js';
import styles from './copy.module.css';
import { tell } from './toast.js';
import { words } from './words.js';

interface CopyFieldProps {
  /** What it is, for screen readers. */
  readonly label: string;
  readonly value: string;
}

/** A text to take away: selected by a press, copied by the button, on plain http too. */
export function CopyField({ label, value }: CopyFieldProps): ReactElement {
  const say = useMessages(words);
  const field = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    const copied = await copyFrom(field.current, value);
    if (copied) tell(say.copied);
    else tell(say.copyFailed, { bad: true });
  };
  return (
    <div className={styles.copy}>
      <input
        ref={field}
        className={`${inputClass} ${styles.value}`}
        value={value}
        aria-label={label}
        readOnly
        spellCheck={false}
        data-data
        onFocus={({ target }) => target.select()}
      />
      <Button icon="copy" onClick={() => void copy()}>
        {say.copy}
      </Button>
    </div>
  );
}

/** Copies a text of which only a part is shown. */
export function CopyButton({ label, value }: CopyFieldProps): ReactElement {
  const say = useMessages(words);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLSpanElement>(null);
  const copy = async (): Promise<void> => {
    const copied = await copyFrom(field.current, value);
    button.current?.querySelector('button')?.focus();
    if (copied) tell(say.copied);
    else tell(say.copyFailed, { bad: true });
  };
  return (
    <span ref={button}>
      <input ref={field} className="hidden" value={value} readOnly tabIndex={-1} aria-hidden="true" data-data />
      <IconButton icon="copy" label={label} onClick={() => void copy()} />
    </span>
  );
}

/** Browsers give http://nas:8421 no clipboard API; the old command copies what is selected there. */
async function copyFrom(field: HTMLInputElement | null, value: string): Promise<boolean> {
  const clipboard = (navigator as { readonly clipboard?: Clipboard }).clipboard;
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(value);
      return true;
    }
  } catch {
    // Forbidden by the browser: the old command may still be allowed.
  }
  field?.focus();
  field?.select();
  return document.execCommand('copy');
}
