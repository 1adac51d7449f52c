import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Menu } from '../../kit/menu.js';
import { Card, Note } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { messages } from './messages.js';
import { timeOf } from './snapshot-time.js';
import styles from './snapshots.module.css';

type Snapshot = Schemas['Snapshot'];

interface KeptListProps {
  readonly items: readonly Snapshot[];
  readonly verify: (snapshot: Snapshot) => void;
  readonly rollBack: (snapshot: Snapshot) => void;
}

/** All kept snapshots, newest first. */
export function KeptList({ items, ...actions }: KeptListProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const columns: readonly Column<Snapshot>[] = [
    { name: say.when, cell: (snapshot) => <When snapshot={snapshot} /> },
    { name: say.songs, figure: true, cell: ({ trackCount }) => format.number(trackCount) },
    { name: say.files, figure: true, cell: ({ fileCount }) => format.number(fileCount) },
    { name: say.playlists, figure: true, cell: ({ playlistCount }) => format.number(playlistCount) },
    { name: say.charts, figure: true, cell: ({ toplistCount }) => format.number(toplistCount) },
    { name: say.size, figure: true, cell: ({ sizeBytes }) => format.bytes(sizeBytes) },
    { name: say.actions, bare: true, cell: (snapshot) => <SnapshotMenu snapshot={snapshot} {...actions} /> },
  ];
  return (
    <Card title={say.kept} actions={<Note>{say.keptAbout}</Note>} flush>
      <DataTable label={say.kept} columns={columns} rows={items} keyOf={({ id }) => id} />
    </Card>
  );
}

function When({ snapshot: { generatedAt, current } }: { snapshot: Snapshot }): ReactElement {
  const say = useMessages(messages);
  return (
    <span className={styles.when}>
      <Ago at={generatedAt} />
      {current ? <Badge tone="ok">{say.inUse}</Badge> : null}
    </span>
  );
}

function SnapshotMenu({ snapshot, verify, rollBack }: { snapshot: Snapshot } & Omit<KeptListProps, 'items'>): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  return (
    <Menu
      label={say.actionsOf(timeOf(snapshot, format))}
      actions={[
        { name: say.verify, icon: 'ok', reason: readOnly, run: () => verify(snapshot) },
        {
          name: say.rollBack,
          icon: 'back',
          danger: true,
          reason: readOnly ?? (snapshot.current ? say.isInUse : undefined),
          run: () => rollBack(snapshot),
        },
      ]}
    />
  );
}
