import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Confirm, Dialog } from '../../kit/dialog.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct } from '../../shell/session.js';
import { type Change, changesOf } from './counts.js';
import { messages } from './messages.js';
import { timeOf } from './snapshot-time.js';
import styles from './snapshots.module.css';
import { verdictRead } from './snapshots-read.js';

type Snapshot = Schemas['Snapshot'];

/** Checks a snapshot while the dialog is open, and shows what was checked. */
export function VerifyDialog({ snapshot, close }: { snapshot: Snapshot | undefined; close: () => void }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const verdict = useQuery({ ...verdictRead(snapshot?.id ?? ''), enabled: snapshot !== undefined, staleTime: 0 });
  return (
    <Dialog open={snapshot !== undefined} close={close} title={say.verifyTitle(timeOf(snapshot, format))}>
      <div className={styles.verdict} aria-live="polite">
        {verdict.isFetching ? <p>{say.verifying}</p> : <Loaded read={verdict}>{(found) => <Verdict {...found} />}</Loaded>}
      </div>
    </Dialog>
  );
}

function Verdict({ valid, problems, signedBy, checkedAt }: Schemas['SnapshotVerdict']): ReactElement {
  const say = useMessages(messages);
  return (
    <>
      <div>
        <Badge tone={valid ? 'ok' : 'bad'}>{valid ? say.valid : say.invalid}</Badge>
      </div>
      {problems.length === 0 ? null : (
        <ul className={styles.problems} {...asSaid}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          [say.checked, say.checkedWhat],
          [
            say.signer,
            signedBy === null ? (
              say.nobody
            ) : (
              <code key="key" data-data>
                {signedBy}
              </code>
            ),
          ],
          [say.checkedAt, <Ago key="at" at={checkedAt} />],
        ]}
      />
    </>
  );
}

interface RollBackProps {
  readonly current: Snapshot | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly close: () => void;
}

/** Asks before an older snapshot is published again, with what changes for players. */
export function RollBackDialog({ current, snapshot, close }: RollBackProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const rollBack = async (): Promise<void> => {
    if (snapshot === undefined) return;
    setBusy(true);
    const work = () => answerOf(api.POST('/api/snapshots/{id}/rollback', { params: { path: { id: snapshot.id } } }));
    if (await act(work, { done: say.rolledBack })) close();
    setBusy(false);
    await queries.invalidateQueries({ queryKey: ['snapshots'] });
  };
  return (
    <Confirm
      open={snapshot !== undefined}
      close={close}
      title={say.rollBackTitle(timeOf(snapshot, format))}
      action={say.rollBackAction}
      danger
      busy={busy}
      confirm={() => void rollBack()}
    >
      <p>{say.rollBackText}</p>
      {snapshot === undefined || current === undefined ? null : <Changes changes={changesOf(current, snapshot)} />}
    </Confirm>
  );
}

function Changes({ changes }: { changes: readonly Change[] }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const change = ({ by }: Change): string => (by === 0 ? say.same : `${by > 0 ? '+' : '−'}${format.number(Math.abs(by))}`);
  const columns: readonly Column<Change>[] = [
    { name: say.what, cell: ({ what }) => say[what] },
    { name: say.now, figure: true, cell: ({ before }) => format.number(before) },
    { name: say.afterwards, figure: true, cell: ({ after }) => format.number(after) },
    { name: say.difference, figure: true, cell: change },
  ];
  return <DataTable label={say.difference} columns={columns} rows={changes} keyOf={({ what }) => what} narrow />;
}
