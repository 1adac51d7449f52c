import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Cover } from '../../kit/cover.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Badge } from '../../kit/status.js';
import { songIcons, songStates } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { messages } from './messages.js';
import styles from './playlist.module.css';
import { SyncButton } from './sync-button.js';
import type { Playlist } from './use-playlist.js';

type PlaylistSong = Schemas['PlaylistSong'];

const rowHeight = 56;

/** Its songs in order. Another sync is another list. */
export function Songs({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  const { id, lastSyncedAt, downloadedCount } = playlist;
  return (
    <Card flush>
      <KeysetList<PlaylistSong>
        queryKey={['playlist', id, 'songs', lastSyncedAt, downloadedCount]}
        read={(cursor, limit, signal) =>
          answerOf(api.GET('/api/playlists/{id}/songs', { params: { path: { id }, query: { limit, cursor } }, signal }))
        }
        rowHeight={rowHeight}
        row={(song) => <SongRow song={song} />}
        empty={
          <Empty action={lastSyncedAt === null ? <SyncButton playlist={playlist} /> : undefined}>
            {lastSyncedAt === null ? say.noSongs : say.emptyList}
          </Empty>
        }
        label={say.songs}
      />
    </Card>
  );
}

function SongRow({ song }: { song: PlaylistSong }): ReactElement {
  const states = useMessages(songStates);
  const format = useFormat();
  const { id, position, name, singers, album, durationMs, status, coverHash, thumbhash } = song;
  return (
    <div className={styles.song}>
      <span className={`${styles.position} number`}>{position}</span>
      <Cover hash={coverHash} thumbhash={thumbhash} size={40} />
      <div className={styles.name}>
        <Link to={`/songs/${id}`} data-data>
          {withoutTurns(name)}
        </Link>
        <small data-data>{withoutTurns([singers, album].filter(Boolean).join(' · '))}</small>
      </div>
      <Badge tone="quiet" icon={songIcons[status]}>
        {wordFor(states, status)}
      </Badge>
      <span className={`${styles.length} number`}>{durationMs === null ? '' : format.length(durationMs)}</span>
    </div>
  );
}
