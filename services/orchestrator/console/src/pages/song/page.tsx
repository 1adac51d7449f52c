import { type ReactElement, useEffect } from 'react';
import { useParams } from 'wouter';
import { ApiError } from '../../api/api-error.js';
import { buttonClass } from '../../kit/button.js';
import { Empty, ErrorNote, Loaded, Skeleton } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { cut } from '../songs/song-name.js';
import { Beside } from './beside.js';
import { Files } from './files.js';
import { Head } from './head.js';
import { Listen } from './listen.js';
import { messages } from './messages.js';
import styles from './song.module.css';
import { Story, StoryCard } from './story.js';
import { useSong } from './use-song.js';

/** One song: whether it is there, how it came, and what can be done about it. */
export default function SongPage(): ReactElement {
  const { id } = useParams<{ id: string }>();
  return <OneSong key={id} id={id} />;
}

function OneSong({ id }: { id: string }): ReactElement {
  const title = pageTitles.song[useLanguage()].replace('{id}', id);
  const read = useSong(Number(id));
  const { song, story, work } = read;
  const name = song.data?.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${cut(name)} · Catalogsync`;
  }, [name]);
  if (song.data === undefined) {
    return (
      <Page title={title}>
        <Card flush>
          <NotYet read={song} id={id} />
        </Card>
      </Page>
    );
  }
  return (
    <div className={styles.page}>
      <Back />
      {song.error ? <ErrorNote error={song.error} retry={() => void song.refetch()} /> : null}
      <Head song={song.data} story={story.data} work={work} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Listen song={song.data} />
          <Files song={song.data} />
          <StoryCard>
            <Loaded read={story}>{(told) => <Story song={song.data} story={told} />}</Loaded>
          </StoryCard>
        </div>
        <div className={styles.column}>
          <Beside song={song.data} story={story.data} />
        </div>
      </div>
    </div>
  );
}

/** It is being read, or there is none. */
function NotYet({ read: { error, refetch }, id }: { read: ReturnType<typeof useSong>['song']; id: string }): ReactElement {
  const say = useMessages(messages);
  if (!error) return <Skeleton rows={8} />;
  const isUnknown = error instanceof ApiError && (error.code === 'not_found' || error.code === 'invalid_argument');
  if (!isUnknown) return <ErrorNote error={error} retry={() => void refetch()} />;
  const toSongs = (
    <Link to="/songs" className={buttonClass()}>
      {say.toSongs}
    </Link>
  );
  return <Empty action={toSongs}>{say.noSong(cut(id))}</Empty>;
}

function Back(): ReactElement {
  const say = useMessages(messages);
  return (
    <Link to="/songs" className={styles.back}>
      <Icon name="back" size={16} />
      {say.back}
    </Link>
  );
}
