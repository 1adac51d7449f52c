import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Cover } from '../../kit/cover.js';
import { Badge, type Tone } from '../../kit/status.js';
import { ownPlatforms, songIcons, songStates } from '../../language/catalogue-words.js';
import { stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { Link } from '../../shell/link.js';
import { messages, qualityWords } from './messages.js';
import { formatAndSize } from './song-figures.js';
import type { SongStatus } from './song-filters.js';
import { cut, RowName } from './song-name.js';
import styles from './songs.module.css';

export type Song = Schemas['Song'];

/** Nearly all songs are there: only what is missing stands out. */
const tones: Readonly<Record<SongStatus, Tone>> = { downloaded: 'quiet', missing: 'warn', gone: 'quiet' };

interface SongRowProps {
  readonly song: Song;
  readonly isTicked: boolean;
  readonly tick: (song: Song, ticked: boolean) => void;
}

/** The whole row leads to the song. */
export function SongRow({ song, isTicked, tick }: SongRowProps): ReactElement {
  const say = useMessages(messages);
  return (
    <div className={styles.row}>
      <label className={styles.tick}>
        <span className="hidden" data-data>
          {say.select(cut(song.name))}
        </span>
        <input type="checkbox" checked={isTicked} onChange={({ target }) => tick(song, target.checked)} />
      </label>
      <Cover hash={song.coverHash} thumbhash={song.thumbhash} size={40} />
      <span className={styles.name}>
        <Link to={`/songs/${song.id}`}>
          <RowName text={song.name} />
        </Link>
        <small>
          {song.singers === null ? say.unknownSinger : <RowName text={song.singers} />}
          {song.album === null ? null : (
            <>
              {' · '}
              <RowName text={song.album} />
            </>
          )}
          <span className={styles.platformBelow}>
            {' · '}
            <PlatformName name={song.platform} />
          </span>
        </small>
      </span>
      <span className={styles.platform}>
        <PlatformName name={song.platform} />
      </span>
      <span className={styles.figures}>
        <File song={song} />
      </span>
      <span className={styles.state}>
        <SongBadge song={song} />
      </span>
    </div>
  );
}

function PlatformName({ name }: { name: string }): ReactElement {
  return <>{wordFor(useMessages(ownPlatforms), name)}</>;
}

function File({ song }: { song: Song }): ReactElement | null {
  const say = { ...useMessages(messages), ...useMessages(qualityWords) };
  const format = useFormat();
  if (song.status !== 'downloaded') return null;
  if (song.file === null) return <>{song.fileOf === undefined ? null : say.linkedFile}</>;
  const { quality, ...file } = song.file;
  return <>{[formatAndSize(file, format), quality === 'unknown' ? '' : wordFor(say, quality)].filter(Boolean).join(' · ')}</>;
}

/** What is done with the song now goes before what it is. */
function SongBadge({ song }: { song: Song }): ReactElement {
  const states = useMessages(songStates);
  const stages = useMessages(stageNames);
  const stage = useLivePart(({ snapshot }) => snapshot?.workers.find(({ currentSongId }) => currentSongId === song.id)?.stageType);
  if (stage !== undefined) return <Badge tone="active">{wordFor(stages, stage)}</Badge>;
  return (
    <Badge tone={tones[song.status]} icon={songIcons[song.status]}>
      {states[song.status]}
    </Badge>
  );
}
