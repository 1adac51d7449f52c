import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Actions, Button } from '../../kit/button.js';
import { Cover } from '../../kit/cover.js';
import { Progress } from '../../kit/feedback.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { CandidatesDialog } from './candidates-dialog.js';
import { LongText } from './long-text.js';
import { actionMessages, messages } from './messages.js';
import type { Story } from './runs.js';
import styles from './song.module.css';
import { useDownload } from './use-download.js';
import { type SongDetail, useSongChanged, type Work } from './use-song.js';
import { verdictOf } from './verdict.js';
import { VerdictLine } from './verdict-line.js';

interface HeadProps {
  readonly song: SongDetail;
  readonly story: Story | undefined;
  readonly work: Work | undefined;
}

/** Which song it is, whether it is there, and what can be done. */
export function Head({ song, story, work }: HeadProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const { name, singers, album, durationMs } = song;
  return (
    <header className={styles.head}>
      <Cover hash={song.coverHash} thumbhash={song.thumbhash} size={128} />
      <div className={styles.titles}>
        <h1 tabIndex={-1}>
          <LongText text={name} />
        </h1>
        <p className={styles.by}>
          {singers === null ? say.unknownSinger : <LongText text={singers} />}
          {album === null ? null : (
            <>
              {' · '}
              <LongText text={album} />
            </>
          )}
          {durationMs === null ? null : <span className="number">{` · ${format.length(durationMs)}`}</span>}
        </p>
        <VerdictLine verdict={verdictOf(song, story, work)} />
        {work === undefined ? null : <WorkBar work={work} />}
        <SongActions song={song} story={story} work={work} />
      </div>
    </header>
  );
}

function WorkBar({ work: { done, total, bytesPerSecond, progressText } }: { work: Work }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const isKnown = done !== null && total !== null && total > 0;
  return (
    <div className={styles.work}>
      {isKnown ? <Progress done={done} total={total} label={say.work} /> : null}
      <span className="number">
        {bytesPerSecond > 0 ? `${format.speed(bytesPerSecond)} ` : null}
        <span data-data>{progressText}</span>
      </span>
    </div>
  );
}

function SongActions({ song, story, work }: HeadProps): ReactElement {
  const say = useMessages(actionMessages);
  const readOnly = useReadOnlyReason();
  const [isChoosing, setChoosing] = useState(false);
  const download = useDownload(song, story, work);
  const isMissing = song.status !== 'downloaded';
  return (
    <div className={styles.actions}>
      <Actions>
        <Button
          kind={isMissing ? 'main' : 'plain'}
          icon={isMissing ? 'download' : 'retry'}
          busy={download.busy}
          reason={download.reason}
          onClick={download.run}
        >
          {download.name}
        </Button>
        <Button icon="search" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
          {say.other}
        </Button>
        {story?.choice ? <Unchoose songId={song.id} reason={readOnly} /> : null}
        <CandidatesDialog open={isChoosing} close={() => setChoosing(false)} song={song} choice={story?.choice ?? undefined} />
      </Actions>
    </div>
  );
}

function Unchoose({ songId, reason }: { songId: number; reason: string | undefined }): ReactElement {
  const say = useMessages(actionMessages);
  const act = useAct();
  const changed = useSongChanged(songId);
  const remove = async (): Promise<void> => {
    await act(() => answerOf(api.DELETE('/api/songs/{id}/choice', { params: { path: { id: songId } } })), { done: say.unchosen });
    await changed();
  };
  return (
    <Button icon="close" reason={reason} onClick={() => void remove()}>
      {say.unchoose}
    </Button>
  );
}
