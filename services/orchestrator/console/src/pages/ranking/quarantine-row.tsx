import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { fileSentences } from '../../language/file-sentences.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { refusalWords } from '../../language/refusal-words.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import styles from './quarantine.module.css';
import { quarantineMessages } from './quarantine-messages.js';

type Held = Schemas['QuarantinedFile'];

export function QuarantineRow({ file, decide }: { file: Held; decide: (kind: 'approve' | 'reject') => void }): ReactElement {
  const say = useMessages(quarantineMessages);
  const refusals = useMessages(refusalWords);
  const readOnly = useReadOnlyReason();
  return (
    <div className={styles.row}>
      <div className={styles.what}>
        <Title file={file} />
        <span className={styles.why}>
          <Badge tone="warn">{wordFor(refusals, file.reason)}</Badge>
          <small title={file.detail}>
            <Said text={file.detail} sentences={fileSentences} />
          </small>
        </span>
      </div>
      <Origin file={file} />
      <div className={styles.decide}>
        {file.state === 'held' ? (
          <>
            <Button disabled={readOnly !== undefined} title={readOnly} onClick={() => decide('approve')}>
              {say.approve}
            </Button>
            <Button kind="quiet" disabled={readOnly !== undefined} title={readOnly} onClick={() => decide('reject')}>
              {say.reject}
            </Button>
          </>
        ) : (
          <Badge tone={file.state === 'approved' ? 'ok' : 'quiet'} icon={file.state === 'rejected' ? 'bad' : undefined}>
            {say[file.state]}
          </Badge>
        )}
      </div>
    </div>
  );
}

function Title({ file: { title, artists, songId } }: { file: Held }): ReactElement {
  const format = useFormat();
  const words = (
    <>
      <strong>{withoutTurns(title)}</strong>
      {artists.length === 0 ? '' : ` · ${format.list(artists)}`}
    </>
  );
  return songId === null ? (
    <span className={styles.title} data-data>
      {words}
    </span>
  ) : (
    <Link to={`/songs/${songId}`} className={styles.title} data-data>
      {words}
    </Link>
  );
}

function Origin({ file: { source, ext, sizeBytes, durationMs, createdAt } }: { file: Held }): ReactElement {
  const say = useMessages(quarantineMessages);
  const format = useFormat();
  const facts = [ext.toUpperCase(), sizeBytes === 0 ? '' : format.bytes(sizeBytes), durationMs === null ? '' : format.length(durationMs)];
  return (
    <div className={styles.origin}>
      <span data-data>{say.from(source)}</span>
      <small>
        {facts.map((fact) => (fact === '' ? '' : `${fact} · `))}
        <Ago at={createdAt} />
      </small>
    </div>
  );
}
