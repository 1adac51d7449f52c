import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Cover } from '../../kit/cover.js';
import { Progress } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { ownPlatforms, syncIcons, syncStates, syncTones } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { messages } from './messages.js';
import styles from './playlists.module.css';

export type Playlist = Schemas['Playlist'];

interface PlaylistRowProps {
  readonly playlist: Playlist;
  readonly isTicked: boolean;
  readonly tick: (playlist: Playlist, ticked: boolean) => void;
}

export function PlaylistRow({ playlist, isTicked, tick }: PlaylistRowProps): ReactElement {
  const say = useMessages(messages);
  const own = useMessages(ownPlatforms);
  const { id, name, platform, isFollowed, mirrored, coverHash, thumbhash } = playlist;
  return (
    <div className={styles.row}>
      <label className={styles.tick}>
        <span className="hidden" data-data>
          {say.select(withoutTurns(name))}
        </span>
        <input type="checkbox" checked={isTicked} onChange={({ target }) => tick(playlist, target.checked)} />
      </label>
      <span className={styles.cover}>
        <Cover hash={coverHash} thumbhash={thumbhash} size={40} />
      </span>
      <div className={styles.name}>
        <Link to={`/playlists/${id}`} data-data>
          {withoutTurns(name)}
        </Link>
        <small>
          <span data-data>{wordFor(own, platform)}</span>
          {isFollowed ? <Mark icon="star" text={say.followed} /> : null}
          {mirrored ? <Mark icon="media" text={say.onServer} /> : null}
        </small>
      </div>
      <Songs playlist={playlist} />
      <State playlist={playlist} />
      <Synced at={playlist.lastSyncedAt} />
    </div>
  );
}

const Mark = ({ icon, text }: { icon: 'star' | 'media'; text: string }): ReactElement => (
  <span className={styles.mark}>
    <Icon name={icon} size={14} />
    <span>{text}</span>
  </span>
);

/** How many of its songs have a file. */
function Songs({ playlist: { songCount, downloadedCount, syncStatus } }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  if (songCount === 0 && syncStatus !== 'synced') return <span className={styles.songs} />;
  if (downloadedCount === null) return <span className={styles.songs}>{say.songsN(format.number(songCount))}</span>;
  return (
    <div className={styles.songs}>
      <span className="number">{say.downloadedOf(format.number(downloadedCount), format.number(songCount))}</span>
      <Progress done={downloadedCount} total={songCount} label={say.downloaded} />
    </div>
  );
}

function State({ playlist: { syncStatus, lastError } }: { playlist: Playlist }): ReactElement {
  const states = useMessages(syncStates);
  return (
    <span className={styles.state} title={lastError ?? undefined}>
      <Badge tone={syncTones[syncStatus] ?? 'quiet'} icon={syncIcons[syncStatus]}>
        {wordFor(states, syncStatus)}
      </Badge>
    </span>
  );
}

function Synced({ at }: { at: string | null }): ReactElement {
  const say = useMessages(messages);
  return <span className={styles.time}>{at === null ? say.neverSynced : <Ago at={at} />}</span>;
}
