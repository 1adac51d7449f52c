import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Item, JobDetail } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Dialog } from '../../kit/dialog.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts, Note } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { errorClassWords, itemStates, itemTones, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { itemSentences } from './item-sentences.js';
import styles from './job.module.css';
import { LogLines } from './log-lines.js';
import { messages } from './messages.js';

interface DialogProps {
  readonly job: JobDetail;
  readonly item: Item | undefined;
  readonly close: () => void;
  /** It was given something to do. */
  readonly changed: () => void;
}

/** One item: what came of it, what was logged, and once more. */
export function ItemDialog({ job, item: opened, close, changed }: DialogProps): ReactElement {
  const read = useQuery({
    queryKey: ['item', opened?.id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/items/{id}', { params: { path: { id: opened?.id ?? 0 } }, signal })),
    enabled: opened !== undefined,
  });
  const item = read.data ?? opened;
  const title = <span data-data>{item?.displayText || item?.itemKey}</span>;
  return (
    <Dialog
      open={opened !== undefined}
      close={close}
      title={title}
      wide
      actions={item === undefined ? undefined : <RetryButtons item={item} close={close} changed={changed} />}
    >
      {item === undefined ? null : <ItemBody job={job} item={item} />}
    </Dialog>
  );
}

function RetryButtons({ item, close, changed }: { item: Item; close: () => void; changed: () => void }): ReactElement {
  const say = useMessages(messages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const failed = item.status === 'failed' || item.status === 'interrupted';
  const isOver = failed || item.status === 'succeeded' || item.status === 'canceled';
  const again = async (path: '/api/items/{id}/retry' | '/api/items/{id}/force-retry'): Promise<void> => {
    setBusy(true);
    const done = await act(() => answerOf(api.POST(path, { params: { path: { id: item.id } } })), { done: say.retried });
    setBusy(false);
    await Promise.all(['job', 'item'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    if (!done) return;
    changed();
    close();
  };
  const why = readOnly ?? (isOver ? undefined : say.notOver);
  if (failed) {
    return (
      <Button kind="main" icon="retry" busy={busy} reason={why} onClick={() => void again('/api/items/{id}/retry')}>
        {say.retry}
      </Button>
    );
  }
  return (
    <Button icon="retry" busy={busy} reason={why} title={say.forceHelp} onClick={() => void again('/api/items/{id}/force-retry')}>
      {say.forceRetry}
    </Button>
  );
}

const ItemBody = ({ job, item }: { job: JobDetail; item: Item }): ReactElement => (
  <>
    <ItemFacts job={job} item={item} />
    <LastError text={item.lastError} />
    <Result result={item.result} />
    <ItemLog id={item.id} />
  </>
);

function ItemFacts({ job, item }: { job: JobDetail; item: Item }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(itemStates);
  const stages = useMessages(stageNames);
  const causes = useMessages(errorClassWords);
  const format = useFormat();
  const stage = job.stages.find(({ id }) => id === item.stageId);
  const when = (at: string | null): ReactElement | undefined => (at === null ? undefined : <Ago at={at} />);
  const data = (text: string): ReactElement | undefined => (text === '' ? undefined : <span data-data>{text}</span>);
  const state = <Badge tone={itemTones[item.status] ?? 'quiet'}>{wordFor(states, item.status)}</Badge>;
  return (
    <Facts
      facts={[
        [say.state, state],
        [say.cause, item.errorClass === null ? undefined : wordFor(causes, item.errorClass)],
        [say.stage, stage === undefined ? undefined : wordFor(stages, stage.stageType)],
        [say.source, data(item.source)],
        [say.song, linkTo('songs', item.songId, item.displayText)],
        [say.playlist, linkTo('playlists', item.playlistId, item.songId === null ? item.displayText : '')],
        [say.attemptsName, item.attempts === 0 ? undefined : format.number(item.attempts)],
        [say.started, when(item.startedAt)],
        [say.ended, when(item.endedAt)],
        [say.nextTry, item.attempts === 0 ? undefined : when(item.runAt)],
        [
          say.key,
          <code key="key" data-data>
            {item.itemKey}
          </code>,
        ],
      ]}
    />
  );
}

const linkTo = (page: 'songs' | 'playlists', id: number | null, text: string): ReactElement | undefined =>
  id === null ? undefined : (
    <Link to={`/${page}/${id}`} data-data>
      {text || String(id)}
    </Link>
  );

function LastError({ text }: { text: string | null }): ReactElement | null {
  const say = useMessages(messages);
  if (text === null) return null;
  return (
    <div className={styles.block}>
      <h3>{say.error}</h3>
      <pre className={styles.pre}>
        <Said text={text} sentences={itemSentences} />
      </pre>
    </div>
  );
}

function Result({ result }: { result: Item['result'] }): ReactElement | null {
  const say = useMessages(messages);
  if (result === null || Object.keys(result).length === 0) return null;
  return (
    <div className={styles.block}>
      <h3>{say.result}</h3>
      <pre className={styles.pre} data-data>
        {JSON.stringify(result, undefined, 2)}
      </pre>
    </div>
  );
}

const mostLines = 100;

function ItemLog({ id }: { id: number }): ReactElement {
  const say = useMessages(messages);
  const log = useQuery({
    queryKey: ['item', id, 'log'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/logs', { params: { query: { itemId: id, limit: mostLines } }, signal })),
  });
  return (
    <div className={styles.block}>
      <h3>{say.itemLog}</h3>
      <Loaded read={log} rows={2}>
        {({ items }) => (items.length === 0 ? <Note>{say.noLines}</Note> : <LogLines lines={items.toReversed()} label={say.itemLog} />)}
      </Loaded>
    </div>
  );
}
