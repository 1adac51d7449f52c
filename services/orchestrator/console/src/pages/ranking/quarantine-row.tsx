import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages, type Worded } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import styles from './quarantine.module.css';
import { quarantineMessages } from './quarantine-messages.js';

type Held = Schemas['QuarantinedFile'];

const reasons = ['zeros', 'damaged', 'trial_clip', 'wrong_duration', 'below_floor', 'not_audio'] as const;

/** Why it failed, in words; the code of a reason that this page does not know. */
export function reasonOf({ reason }: Held, say: Worded<typeof quarantineMessages>): string {
  const known = reasons.find((one) => one === reason);
  return known === undefined ? reason : say[known];
}

export function QuarantineRow({ file, decide }: { file: Held; decide: (kind: 'approve' | 'reject') => void }): ReactElement {
  const say = useMessages(quarantineMessages);
  const readOnly = useReadOnlyReason();
  return (
    <div className={styles.row}>
      <div className={styles.what}>
        <Title file={file} />
        <span className={styles.why}>
          <Badge tone="warn">{reasonOf(file, say)}</Badge>
          <small data-data title={file.detail}>
            {file.detail}
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
      <strong>{title}</strong>
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
