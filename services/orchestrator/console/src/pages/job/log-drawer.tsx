import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { JobDetail } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Chips } from '../../kit/controls.js';
import { Empty, ErrorNote, Skeleton } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { hasEnded } from '../jobs/job-facts.js';
import styles from './job.module.css';
import { LogLines } from './log-lines.js';
import { messages } from './messages.js';
import { type Level, useLogTail } from './use-log-tail.js';

const levelsOf = { warn: ['warn', 'error'], error: ['error'] } as const;
/** So near to the end counts as at the end, in pixels. */
const nearEnd = 24;

/** Whether text inside the element is selected. */
function useSelecting(element: () => HTMLElement | null): boolean {
  const [selecting, setSelecting] = useState(false);
  useEffect(() => {
    const look = (): void => {
      const selection = getSelection();
      const frame = element();
      setSelecting(selection !== null && !selection.isCollapsed && frame !== null && selection.containsNode(frame, true));
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [element]);
  return selecting;
}

/** The log of a job as it is written. It holds still while text is selected or the reader has scrolled up. */
export function LogDrawer({ job }: { job: JobDetail }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const [level, setLevel] = useState<keyof typeof levelsOf>();
  const all = (
    <Link to="/logs" search={{ jobId: String(job.id) }}>
      {say.allLines}
    </Link>
  );
  return (
    <Card flush>
      <div className={`${styles.filters} ${styles.aside}`}>
        <Chips
          label={say.levels}
          value={level}
          options={[
            { value: undefined, name: say.all },
            { value: 'warn' as const, name: say.warnings },
            { value: 'error' as const, name: say.onlyErrors },
          ]}
          choose={setLevel}
        />
        {all}
      </div>
      <LogBox key={level ?? ''} jobId={job.id} levels={level === undefined ? [] : levelsOf[level]} isLive={!hasEnded(job.status)} />
    </Card>
  );
}

interface BoxProps {
  readonly jobId: number;
  readonly levels: readonly Level[];
  readonly isLive: boolean;
}

function LogBox({ jobId, levels, isLive }: BoxProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const frame = useRef<HTMLOListElement>(null);
  const [isUp, setUp] = useState(false);
  const [elementOf] = useState(() => () => frame.current);
  const isHeld = useSelecting(elementOf) || isUp;
  const { tail, waiting, error, isFirst } = useLogTail(jobId, levels, isLive, isHeld);
  const { lines } = tail;
  const toEnd = (): void => frame.current?.scrollTo({ top: frame.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the lines
  useLayoutEffect(() => {
    if (!isHeld) toEnd();
  }, [lines, isHeld]);
  const jump = (): void => {
    getSelection()?.removeAllRanges();
    setUp(false);
    toEnd();
  };
  if (isFirst) return error ? <ErrorNote error={error} /> : <Skeleton rows={3} />;
  if (lines.length === 0) return <Empty>{say.noLines}</Empty>;
  return (
    <div className={styles.drawer}>
      {tail.hasGap ? <p className={`${styles.muted} ${styles.filters}`}>{say.gap}</p> : null}
      <LogLines
        frame={frame}
        lines={lines}
        label={say.log}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setUp(scrollHeight - scrollTop - clientHeight > nearEnd)
        }
      />
      {isHeld ? (
        <div className={styles.jump}>
          <Button icon="down" onClick={jump}>
            {waiting === 0 ? say.newest : say.held(format.number(waiting))}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
