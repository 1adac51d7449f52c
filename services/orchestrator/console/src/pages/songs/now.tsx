import type { ReactElement } from 'react';
import { Progress } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { Link } from '../../shell/link.js';
import { StepName } from '../job/step-name.js';
import { messages } from './messages.js';
import { cut, RowName } from './song-name.js';
import styles from './songs.module.css';
import { useWorkerLines } from './use-worker-lines.js';
import { doingOf, type LiveWorker, type WorkerLine } from './worker-lines.js';

/** What is being worked on: one line a worker. */
export function Now(): ReactElement {
  const say = useMessages(messages);
  const lines = useWorkerLines(useLivePart(({ snapshot }) => snapshot?.workers));
  return (
    <Card title={say.now} actions={<Waiting />}>
      {lines.length === 0 ? <p className={styles.muted}>{say.nothingNow}</p> : null}
      <ul className={styles.workers}>
        {lines.map((line) => (
          <Line key={line.name} line={line} />
        ))}
      </ul>
    </Card>
  );
}

function Waiting(): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  const waiting = useLivePart(({ snapshot }) => snapshot?.downloadStats.items.pending ?? 0);
  if (waiting === 0) return null;
  return (
    <Link to="/jobs" className={styles.small}>
      {say.waiting(format.number(waiting))}
    </Link>
  );
}

function Line({ line: { name, work } }: { line: WorkerLine }): ReactElement {
  const say = useMessages(messages);
  if (work === undefined) {
    return (
      <li className={`${styles.worker} ${styles.muted}`}>
        <span className={styles.workerSong}>{say.idle}</span>
        <span className={styles.workerName} data-data>
          {name}
        </span>
      </li>
    );
  }
  return (
    <li className={styles.worker}>
      <span className={styles.workerSong}>
        <Subject work={work} />
      </span>
      <span className={styles.workerDoing}>
        <Doing work={work} />
      </span>
      <Speed work={work} />
      <span className={styles.workerName} data-data>
        {name}
      </span>
    </li>
  );
}

export function Subject({ work }: { work: LiveWorker }): ReactElement {
  const { currentSongId, currentPlaylistId, currentDisplayText, jobId } = work;
  const to =
    currentSongId === null
      ? currentPlaylistId === null
        ? `/jobs/${jobId}`
        : `/playlists/${currentPlaylistId}`
      : `/songs/${currentSongId}`;
  const isStep = currentSongId === null && currentPlaylistId === null;
  return <Link to={to}>{isStep ? <StepName text={currentDisplayText} /> : <RowName text={currentDisplayText} />}</Link>;
}

export function Doing({ work }: { work: LiveWorker }): ReactElement {
  const say = useMessages(messages);
  const stages = useMessages(stageNames);
  const doing = doingOf(work);
  if (doing.kind === 'asking') return <>{say.asking(doing.source, doing.at, doing.of)}</>;
  if (doing.kind === 'stage') return <>{wordFor(stages, work.stageType)}</>;
  return (
    <>
      {wordFor(stages, work.stageType)} · <span data-data>{cut(doing.text)}</span>
    </>
  );
}

/** How far it is, and how fast; the place stays if nothing is known. */
function Speed({ work: { done, total, bytesPerSecond, currentDisplayText } }: { work: LiveWorker }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const isKnown = done !== null && total !== null && total > 0;
  return (
    <>
      <span className={styles.workerBar}>
        {isKnown ? <Progress done={done} total={total} label={say.progressOf(cut(currentDisplayText))} /> : null}
      </span>
      <span className={styles.workerSpeed}>{bytesPerSecond > 0 ? format.speed(bytesPerSecond) : null}</span>
    </>
  );
}
