import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Button, buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card, Columns } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Badge, type Tone } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import styles from './library.module.css';
import { libraryRead, useScan } from './library-read.js';
import { messages } from './messages.js';
import { StorageCard } from './storage-card.js';
import { VolumesCard } from './volumes-card.js';

type Folder = Schemas['LibraryFolder'];

/** The library folders, the last scan, and where everything lies. */
export function FoldersView(): ReactElement {
  const library = useQuery(libraryRead);
  return (
    <>
      <Loaded read={library} rows={5}>
        {({ folders, lastScan }) => (
          <>
            <FoldersCard folders={folders} wasScanned={lastScan !== null} />
            {folders.length === 0 ? null : <LastScan scan={lastScan} />}
          </>
        )}
      </Loaded>
      <Columns>
        <VolumesCard />
        <StorageCard />
      </Columns>
    </>
  );
}

function FoldersCard({ folders, wasScanned }: { folders: readonly Folder[]; wasScanned: boolean }): ReactElement {
  const say = useMessages(messages);
  if (folders.length === 0) {
    const toConfig = (
      <Link to="/config" className={buttonClass('main')}>
        {say.toConfig}
      </Link>
    );
    return (
      <Card flush>
        <Empty action={toConfig}>{say.none}</Empty>
      </Card>
    );
  }
  return (
    <Card title={say.folders} actions={<ScanButton main />} flush>
      <ul className={styles.folders}>
        {folders.map((folder) => (
          <FolderRow key={folder.path} folder={folder} wasScanned={wasScanned} />
        ))}
      </ul>
    </Card>
  );
}

function ScanButton({ folder, main = false }: { folder?: string; main?: boolean }): ReactElement {
  const say = useMessages(messages);
  const scan = useScan();
  const readOnly = useReadOnlyReason();
  const label = folder === undefined ? undefined : say.scanOf(folder);
  return (
    <Button
      kind={main ? 'main' : 'plain'}
      icon="retry"
      reason={main ? readOnly : undefined}
      disabled={readOnly !== undefined}
      aria-label={label}
      onClick={() => void scan(folder)}
    >
      {folder === undefined ? say.scanAll : say.scan}
    </Button>
  );
}

const tones: Readonly<Record<Folder['mode'], Tone>> = { events: 'ok', polling: 'quiet', off: 'warn' };

function FolderRow({ folder, wasScanned }: { folder: Folder; wasScanned: boolean }): ReactElement {
  const { path, mode, reason, folders, backend, isLibraryDir } = folder;
  const say = useMessages(messages);
  const format = useFormat();
  return (
    <li>
      <div className={styles.folder}>
        <code className={styles.path} data-data>
          {path}
        </code>
        <span className={styles.signs}>
          <Badge tone={tones[mode]}>{say[mode]}</Badge>
          {isLibraryDir ? (
            <Badge tone="active" icon="download">
              {say.isLibraryDir}
            </Badge>
          ) : null}
          <small>
            {folders === 0 ? '' : `${say.watchedFolders(format.number(folders))} · `}
            {backend === null ? wasScanned ? say.noMusic : say.notScanned : <span data-data>{backend}</span>}
          </small>
        </span>
        {reason === '' ? null : <small {...asSaid}>{reason}</small>}
      </div>
      <ScanButton folder={path} />
    </li>
  );
}

function LastScan({ scan }: { scan: Schemas['LibraryScan'] | null }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  if (scan === null) return <Card title={say.lastScan}>{say.neverScanned}</Card>;
  const figures = [
    [say.files, scan.files],
    [say.added, scan.added],
    [say.changed, scan.changed],
    [say.moved, scan.moved],
    [say.removed, scan.removed],
  ] as const;
  const when = (
    <span className={styles.when}>
      <Ago at={scan.endedAt} /> · <Link to={`/jobs/${scan.jobId}`}>{say.toJob}</Link>
    </span>
  );
  return (
    <Card title={say.lastScan} actions={when}>
      <dl className={styles.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.number(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
