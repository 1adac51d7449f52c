import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { ChangeCounts, ChangeMark } from './change-marks.js';
import { FoldedList } from './folded-list.js';
import { historyMessages } from './messages.js';
import styles from './playlist.module.css';

type Entry = Schemas['PlaylistChange'];
type SongChange = Schemas['SongChange'];

/** What syncs changed, newest first; the newest is open. */
export function History({ id }: { id: number }): ReactElement {
  const say = useMessages(historyMessages);
  const read = useInfiniteQuery({
    queryKey: ['playlist', id, 'history'],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/api/playlists/{id}/history', { params: { path: { id }, query: { limit: 20, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  return (
    <Card flush>
      <Loaded read={read}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items);
          if (entries.length === 0) return <Empty>{say.noHistory}</Empty>;
          return (
            <ol className={styles.history}>
              {entries.map((entry, at) => (
                <li key={entry.id}>
                  <HistoryEntry entry={entry} open={at === 0} />
                </li>
              ))}
            </ol>
          );
        }}
      </Loaded>
      {read.hasNextPage ? (
        <div className={styles.older}>
          <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            {say.older}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function HistoryEntry({ entry, open }: { entry: Entry; open: boolean }): ReactElement {
  const say = useMessages(historyMessages);
  const format = useFormat();
  const { kind, songCount, addedCount, removedCount, movedCount, songs, jobId } = entry;
  const rest = addedCount + removedCount + movedCount - songs.length;
  const head = (
    <>
      <span className={styles.when}>
        <Ago at={entry.changedAt} />
      </span>
      {kind === 'first' ? (
        <strong className="number">{say.first(format.number(songCount))}</strong>
      ) : (
        <ChangeCounts added={addedCount} removed={removedCount} moved={movedCount} />
      )}
      {kind === 'first' ? null : <span className={styles.muted}>{say.afterwards(format.number(songCount))}</span>}
    </>
  );
  const job = jobId === null ? null : <Link to={`/jobs/${jobId}`}>{say.job(jobId)}</Link>;
  if (songs.length === 0) {
    return (
      <div className={styles.entry}>
        {head}
        {job}
      </div>
    );
  }
  return (
    <div className={styles.entry}>
      <details open={open}>
        <summary>
          <Icon name="next" size={14} className={styles.chevron} />
          {head}
        </summary>
        <div className={styles.within}>
          <FoldedList
            label={say.changes}
            rows={songs}
            keyOf={({ kind: what, songId, from, to }) => `${what} ${songId} ${to ?? from}`}
            row={(song) => <Change song={song} />}
            more={kind === 'first' ? 0 : rest}
          />
        </div>
      </details>
      {job}
    </div>
  );
}

function Change({ song: { kind, songId, name, singers, from, to } }: { song: SongChange }): ReactElement {
  const say = useMessages(historyMessages);
  const place = from !== null && to !== null ? say.fromTo(from, to) : say.at(to ?? from ?? 0);
  return (
    <>
      <ChangeMark kind={kind} />
      <span className={styles.what} data-data>
        <Link to={`/songs/${songId}`} className={styles.plain}>
          {withoutTurns(name)}
        </Link>
        {singers ? <small>{withoutTurns(singers)}</small> : null}
      </span>
      <span className={`${styles.muted} number`}>{place}</span>
    </>
  );
}
