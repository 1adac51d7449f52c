import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import { ErrorNote, Skeleton } from './feedback.js';
import styles from './keyset-list.module.css';
import { type KnownPages, type ReadPage, rowCount } from './keyset-pages.js';
import { useKeysetPages, useKnownPages } from './use-keyset-pages.js';
import { words } from './words.js';

interface KeysetListProps<Row> {
  /** Names list and filters; another key is another list, from its beginning. */
  readonly queryKey: readonly unknown[];
  readonly read: ReadPage<Row>;
  /** Of every row, in CSS pixels. */
  readonly rowHeight: number;
  readonly row: (row: Row, index: number) => ReactNode;
  /** In place of the list if it has no rows. */
  readonly empty: ReactNode;
  readonly label: string;
  /** Rows that are new since the list was read; they come when the pill is pressed, never by themselves. */
  readonly fresh?: number;
  /** What the pill says instead of how many are new. */
  readonly freshText?: (count: number) => string;
  readonly refresh?: () => void;
}

const rowsBeyond = 12;
/** Browsers cut an element at some 17 to 33 million pixels. */
const tallest = 15_000_000;

/**
 * A list of any length: the rows that are seen are in the document, the pages around them are read and dropped after a minute. It
 * never re-sorts and never reads again by itself.
 */
export function KeysetList<Row>(props: KeysetListProps<Row>): ReactElement {
  const { queryKey, read, rowHeight, row, empty, label } = props;
  const frame = useRef<HTMLUListElement>(null);
  const knowing = useKnownPages(JSON.stringify(queryKey));
  const virtualizer = useWindowVirtualizer({
    count: Math.min(rowCount(knowing[0]), Math.floor(tallest / rowHeight)),
    estimateSize: () => rowHeight,
    overscan: rowsBeyond,
    scrollMargin: useOffset(frame),
  });
  const seen = virtualizer.getVirtualItems();
  const list = useKeysetPages(queryKey, read, knowing, { first: seen[0]?.index ?? 0, last: (seen.at(-1)?.index ?? 0) + 1 });
  if (list.isEmpty) return <>{empty}</>;
  if (list.isLoading) return list.error === undefined ? <Skeleton rows={8} /> : <ErrorNote error={list.error} retry={list.retry} />;
  const style = (start: number) => ({ height: rowHeight, transform: `translateY(${start - virtualizer.options.scrollMargin}px)` });
  const classes = list.isOld ? `${styles.list} ${styles.stale}` : styles.list;
  return (
    <>
      <Fresh {...props} />
      <ul ref={frame} className={classes} style={{ height: virtualizer.getTotalSize() }} aria-label={label} aria-busy={list.isOld}>
        {seen.map(({ index, start }) => {
          const item = list.rowAt(index);
          return (
            <li key={index} className={styles.row} style={style(start)}>
              {item === undefined ? <span className={styles.blank} /> : row(item, index)}
            </li>
          );
        })}
      </ul>
      {list.error === undefined ? null : <ErrorNote error={list.error} retry={list.retry} />}
      <Foot known={list.known} rowHeight={rowHeight} />
    </>
  );
}

function Fresh<Row>({ fresh = 0, freshText, refresh }: Pick<KeysetListProps<Row>, 'fresh' | 'freshText' | 'refresh'>): ReactElement | null {
  const say = useMessages(words);
  if (fresh === 0 || refresh === undefined) return null;
  return (
    <div className={styles.fresh}>
      <button type="button" onClick={refresh}>
        {(freshText ?? say.newRows)(fresh)}
      </button>
    </div>
  );
}

function Foot({ known, rowHeight }: { known: KnownPages; rowHeight: number }): ReactElement | null {
  const say = useMessages(words);
  const format = useFormat();
  if (rowCount(known) * rowHeight > tallest) return <div className={styles.foot}>{say.listTooLong}</div>;
  if (known.total === undefined) return null;
  return <div className={styles.foot}>{`${say.end} · ${format.number(known.total)}`}</div>;
}

/** Where the list begins in the document. What stands above it may grow, so it is measured after each drawing. */
function useOffset(frame: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = frame.current === null ? 0 : Math.round(frame.current.getBoundingClientRect().top + scrollY);
    if (top !== offset) setOffset(top);
  });
  return offset;
}
