import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import { IconButton } from './button.js';
import styles from './selection-bar.module.css';
import { words } from './words.js';

interface SelectionBarProps {
  /** How many of what are selected, in words. */
  readonly label: string;
  readonly count: number;
  readonly clear: () => void;
  /** What can be done to them. */
  readonly children: ReactNode;
}

/** What can be done to the selected rows of a list; it floats above the foot of the page while there are some. */
export function SelectionBar({ label, count, clear, children }: SelectionBarProps): ReactElement {
  const say = useMessages(words);
  const format = useFormat();
  return (
    <section className={styles.selection} aria-label={label}>
      <div className={styles.count}>
        <IconButton icon="close" label={say.unselect} onClick={clear} />
        <strong className="number">{say.selected(format.number(count))}</strong>
      </div>
      {children}
    </section>
  );
}
