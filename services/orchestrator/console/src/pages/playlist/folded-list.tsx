import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from '../../kit/button.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { historyMessages } from './messages.js';
import styles from './playlist.module.css';

const shownAtFirst = 20;

interface FoldedListProps<Row> {
  readonly label: string;
  /** A few hundred at most. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly row: (row: Row) => ReactNode;
  /** How many there are besides, which are not known one by one. */
  readonly more?: number;
}

/** The first rows of a list, and all of them when asked for. */
export function FoldedList<Row>({ label, rows, keyOf, row, more = 0 }: FoldedListProps<Row>): ReactElement {
  const say = useMessages(historyMessages);
  const format = useFormat();
  const [isWhole, setWhole] = useState(rows.length <= shownAtFirst);
  const shown = isWhole ? rows : rows.slice(0, shownAtFirst);
  return (
    <div>
      <ul className={styles.changes} aria-label={label}>
        {shown.map((one) => (
          <li key={keyOf(one)}>{row(one)}</li>
        ))}
        {isWhole && more > 0 ? <li className={styles.muted}>{say.notListed(format.number(more))}</li> : null}
      </ul>
      {isWhole ? null : (
        <Button kind="quiet" icon="down" onClick={() => setWhole(true)}>
          {say.showAll(format.number(rows.length))}
        </Button>
      )}
    </div>
  );
}
