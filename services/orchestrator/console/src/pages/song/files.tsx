import { type ReactElement, useState } from 'react';
import { Button } from '../../kit/button.js';
import { CopyButton } from '../../kit/copy.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Empty } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Badge, type Tone } from '../../kit/status.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { qualityWords } from '../songs/messages.js';
import { figuresOf, formatName } from '../songs/song-figures.js';
import { messages } from './messages.js';
import { RejectDialog } from './reject-dialog.js';
import type { SongFile } from './runs.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

const tones: Readonly<Record<string, Tone>> = { active: 'ok', missing: 'warn', rejected: 'quiet' };
const shownOfHash = 8;

/** All files of the song, with what was measured. */
export function Files({ song }: { song: SongDetail }): ReactElement {
  const say = useMessages(messages);
  const [rejecting, setRejecting] = useState<SongFile>();
  const columns = useColumns(setRejecting);
  return (
    <Card title={say.files} flush>
      {song.files.length === 0 ? (
        <Empty>{say.noFiles}</Empty>
      ) : (
        <DataTable label={say.files} columns={columns} rows={song.files} keyOf={({ id }) => id} />
      )}
      <RejectDialog song={song} file={rejecting} close={() => setRejecting(undefined)} />
    </Card>
  );
}

function useColumns(reject: (file: SongFile) => void): Column<SongFile>[] {
  const say = useMessages(messages);
  const format = useFormat();
  return [
    { name: say.quality, cell: (file) => <Quality file={file} /> },
    {
      name: say.size,
      figure: true,
      cell: ({ sizeBytes }) => (sizeBytes === null ? null : <span className={styles.nowrap}>{format.bytes(sizeBytes)}</span>),
    },
    { name: say.length, figure: true, cell: ({ durationMs }) => (durationMs === null ? null : format.length(durationMs)) },
    { name: say.place, cell: (file) => <Place file={file} /> },
    {
      name: say.state,
      cell: ({ status }) => (
        <Badge tone={tones[status] ?? 'quiet'} icon={status === 'rejected' ? 'close' : undefined}>
          {wordFor(say, status)}
        </Badge>
      ),
    },
    { name: say.actions, cell: (file) => <FileActions file={file} reject={reject} /> },
  ];
}

function Quality({ file }: { file: SongFile }): ReactElement {
  const say = useMessages(qualityWords);
  const figures = figuresOf(file);
  return (
    <span className={styles.two}>
      <strong className={styles.nowrap}>{[formatName(file.ext), wordFor(say, file.quality)].filter(Boolean).join(' · ')}</strong>
      {figures.map((figure) => (
        <small key={figure} className={`number ${styles.nowrap}`}>
          {figure}
        </small>
      ))}
    </span>
  );
}

function Place({ file: { locator, backend, source, sha256 } }: { file: SongFile }): ReactElement {
  const say = useMessages(messages);
  return (
    <span className={styles.two}>
      <bdi className={styles.path} data-data>
        {locator}
      </bdi>
      <small className={styles.hash}>
        <span data-data>{[backend, source === backend ? null : source].filter(Boolean).join(' · ')}</span>
        {sha256 === null ? null : (
          <>
            <code title={sha256} data-data>
              {`sha256 ${sha256.slice(0, shownOfHash)}`}
            </code>
            <CopyButton label={say.copyHash} value={sha256} />
          </>
        )}
      </small>
    </span>
  );
}

function FileActions({ file, reject }: { file: SongFile; reject: (file: SongFile) => void }): ReactElement | null {
  const say = useMessages(messages);
  const readOnly = useReadOnlyReason();
  if (file.ownersFolder) return <small className={styles.muted}>{say.ownersFile}</small>;
  if (file.status !== 'active') return null;
  return (
    <Button icon="bin" reason={readOnly} onClick={() => reject(file)}>
      {say.rejectFile}
    </Button>
  );
}
