import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/messages.js';
import { IconButton } from './button.js';
import styles from './selection-bar.module.css';
import { words } from './words.js';

interface SelectionBarProps {
  /** How many are selected, in words. */
  readonly text: string;
  readonly clear: () => void;
  /** What can be done to them. */
  readonly children: ReactNode;
}

/** What can be done to the selected rows of a list; it floats above the foot of the page while there are some. */
export function SelectionBar({ text, clear, children }: SelectionBarProps): ReactElement {
  const say = useMessages(words);
  return (
    <section className={styles.selection} aria-label={text}>
      <strong className="number">{text}</strong>
      {children}
      <IconButton icon="close" label={say.unselect} onClick={clear} />
    </section>
  );
}
