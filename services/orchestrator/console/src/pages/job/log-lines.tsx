import { memo, type ReactElement, type Ref, type UIEventHandler } from 'react';
import type { Schemas } from '../../api/types.js';
import { Said } from '../../kit/said.js';
import { logLevels, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import styles from './job.module.css';

type Line = Schemas['LogEntry'];

interface LinesProps {
  readonly lines: readonly Line[];
  readonly label: string;
  readonly frame?: Ref<HTMLOListElement>;
  readonly onScroll?: UIEventHandler<HTMLOListElement>;
}

/** Lines of a log, oldest first. */
export const LogLines = ({ lines, label, frame, onScroll }: LinesProps): ReactElement => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
  <ol ref={frame} className={styles.log} aria-label={label} tabIndex={0} onScroll={onScroll}>
    {lines.map((line) => (
      <LogLine key={line.id} line={line} />
    ))}
  </ol>
);

/** A line never changes; there may be two thousand. */
const LogLine = memo(({ line: { level, message, createdAt } }: { line: Line }): ReactElement => {
  const levels = useMessages(logLevels);
  const format = useFormat();
  return (
    <li>
      {createdAt === null ? (
        <span />
      ) : (
        <time dateTime={createdAt} title={format.exact(Date.parse(createdAt))}>
          {new Date(createdAt).toTimeString().slice(0, 8)}
        </time>
      )}
      <span className={styles.level} data-level={level}>
        {wordFor(levels, level)}
      </span>
      <Said text={message} />
    </li>
  );
});
