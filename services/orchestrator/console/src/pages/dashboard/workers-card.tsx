import type { ReactElement } from 'react';
import { Progress } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import { messages as songMessages } from '../songs/messages.js';
import { Doing, Subject } from '../songs/now.js';
import { cut } from '../songs/song-name.js';
import { useWorkerLines } from '../songs/use-worker-lines.js';
import type { WorkerLine } from '../songs/worker-lines.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

type Worker = Standing['workers'][number];

/** What is being worked on at this moment. */
export function WorkersCard({ workers }: Pick<Standing, 'workers'>): ReactElement {
  const say = useMessages(dashboardWords);
  const lines = useWorkerLines(workers);
  return (
    <Card title={say.workers} actions={<Link to="/songs">{say.toSongs}</Link>} flush>
      {lines.length === 0 ? <p className={styles.none}>{say.noWorkers}</p> : null}
      <ul className={styles.rows}>
        {lines.map((line) => (
          <Line key={line.name} line={line} />
        ))}
      </ul>
    </Card>
  );
}

function Line({ line: { name, work } }: { line: WorkerLine }): ReactElement {
  const { idle } = useMessages(songMessages);
  const format = useFormat();
  if (work === undefined) {
    return (
      <li className={styles.row}>
        <div className={`${styles.rowHead} ${styles.quiet}`}>
          <span>{idle}</span>
          <small data-data>{name}</small>
        </div>
      </li>
    );
  }
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <span className={styles.cut}>
          <Subject work={work} />
        </span>
        {work.bytesPerSecond > 0 ? <span className={`number ${styles.quiet}`}>{format.speed(work.bytesPerSecond)}</span> : null}
      </div>
      <Bar work={work} />
      <div className={styles.rowFoot}>
        <span className={styles.cut}>
          <Doing work={work} />
        </span>
        <span className={`number ${styles.right}`}>
          <Amount work={work} />
        </span>
      </div>
    </li>
  );
}

function Bar({ work: { done, total, currentDisplayText } }: { work: Worker }): ReactElement | null {
  const { progressOf } = useMessages(songMessages);
  return done === null || total === null || total === 0 ? null : (
    <Progress done={done} total={total} label={progressOf(cut(currentDisplayText))} />
  );
}

/** How far it is, in what it counts. */
function Amount({ work: { done, total, unit } }: { work: Worker }): ReactElement | null {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  if (done === null || (done === 0 && total === null)) return null;
  const write = unit === 'bytes' ? format.bytes : format.number;
  return <span>{total === null ? write(done) : say.phase(write(done), write(total))}</span>;
}
