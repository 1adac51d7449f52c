import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Card, Facts } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { countsOf } from './counts.js';
import { messages } from './messages.js';
import { timeOf } from './snapshot-time.js';
import styles from './snapshots.module.css';
import { verdictRead } from './snapshots-read.js';

/** The snapshot that players read. */
export function InUseCard({ snapshot, verify }: { snapshot: Schemas['Snapshot']; verify: () => void }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const { id, generatedAt, sizeBytes } = snapshot;
  const check = (
    <Button icon="ok" reason={readOnly} onClick={verify}>
      {say.verify}
    </Button>
  );
  return (
    <Card title={say.inUse} actions={check}>
      <div className={styles.inUse}>
        <p className={styles.age}>
          <Ago at={generatedAt} />
          <span>{timeOf(snapshot, format)}</span>
        </p>
        <Counts snapshot={snapshot} />
        <Facts
          facts={[
            [say.size, format.bytes(sizeBytes)],
            [say.signature, <Signature key="signature" id={id} />],
            [
              say.id,
              <code key="id" data-data>
                {id}
              </code>,
            ],
          ]}
        />
      </div>
    </Card>
  );
}

/** As far as it was checked on this page. */
function Signature({ id }: { id: string }): ReactElement {
  const say = useMessages(messages);
  const { data } = useQuery({ ...verdictRead(id), enabled: false });
  if (data === undefined) return <span className={styles.quiet}>{say.notChecked}</span>;
  if (!data.valid) return <Badge tone="bad">{say.invalid}</Badge>;
  return (
    <span className={styles.signature}>
      <Badge tone="ok">{say.signed}</Badge>
      <code data-data>{data.signedBy}</code>
    </span>
  );
}

function Counts({ snapshot }: { snapshot: Schemas['Snapshot'] }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  return (
    <dl className={styles.counts}>
      {Object.entries(countsOf(snapshot)).map(([what, count]) => (
        <div key={what}>
          <dt>{say[what as keyof ReturnType<typeof countsOf>]}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
