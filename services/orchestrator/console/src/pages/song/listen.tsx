import { type ReactElement, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { buttonClass } from '../../kit/button.js';
import { Select } from '../../kit/controls.js';
import { Card, Note } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { useMessages } from '../../language/messages.js';
import { useErrorText } from '../../language/use-error-text.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { formatAndSize, formatName } from '../songs/song-figures.js';
import { cut } from '../songs/song-name.js';
import { messages } from './messages.js';
import type { SongFile } from './runs.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

/** Plays a file of the song, or says why it cannot. */
export function Listen({ song }: { song: SongDetail }): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  const playable = song.files.filter((file) => file.playable);
  const [chosen, setChosen] = useState<number>();
  const file = playable.find(({ id }) => id === chosen) ?? playable[0];
  if (file === undefined) {
    if (song.fileOf !== undefined) {
      return (
        <Card title={say.listen}>
          <Link to={`/songs/${song.fileOf.id}`} className={buttonClass()}>
            {say.linkedListen}
          </Link>
        </Card>
      );
    }
    return song.fileCount === 0 ? null : (
      <Card title={say.listen}>
        <Note>{say.onlyElsewhere}</Note>
      </Card>
    );
  }
  return (
    <Card title={say.listen}>
      <div className={styles.listen}>
        <Player key={file.id} song={song} file={file} />
        {playable.length < 2 ? null : (
          <Select
            aria-label={say.whichFile}
            value={String(file.id)}
            options={playable.map((one) => ({
              value: String(one.id),
              name: `${formatAndSize(one, format)} · ${one.source ?? one.backend}`,
            }))}
            choose={(value) => setChosen(Number(value))}
          />
        )}
      </div>
    </Card>
  );
}

type Trouble = { readonly kind: 'format' | 'brokeOff' } | { readonly kind: 'refused'; readonly error: ApiError };

const networkTrouble = 2;

/** The element does not say what the service answered, so the service is asked for one byte. */
async function troubleOf(address: string, code: number | undefined): Promise<Trouble> {
  try {
    const response = await fetch(address, { headers: { range: 'bytes=0-0' } });
    if (!response.ok) return { kind: 'refused', error: ApiError.of(response, await response.json().catch(() => undefined)) };
  } catch {
    return { kind: 'brokeOff' };
  }
  return { kind: code === networkTrouble ? 'brokeOff' : 'format' };
}

function Player({ song, file }: { song: SongDetail; file: SongFile }): ReactElement {
  const say = useMessages(messages);
  const [trouble, setTrouble] = useState<Trouble>();
  const address = `/api/songs/${song.id}/audio?fileId=${file.id}`;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: music has no captions */}
      <audio
        className={styles.player}
        controls
        preload="metadata"
        src={address}
        aria-label={say.player(cut(song.name))}
        onError={({ currentTarget }) => void troubleOf(address, currentTarget.error?.code).then(setTrouble)}
        onLoadedMetadata={() => setTrouble(undefined)}
      />
      {trouble === undefined ? null : <p role="alert">{<TroubleWords trouble={trouble} format={formatName(file.ext) ?? file.ext} />}</p>}
    </>
  );
}

function TroubleWords({ trouble, format }: { trouble: Trouble; format: string }): ReactElement {
  const say = useMessages(messages);
  const textOf = useErrorText();
  if (trouble.kind === 'refused') {
    const { text, said } = textOf(trouble.error);
    return (
      <>
        {text} <span {...asSaid}>{said.join('. ')}</span>
      </>
    );
  }
  return <>{trouble.kind === 'format' ? say.cannotPlay(format) : say.brokeOff}</>;
}
