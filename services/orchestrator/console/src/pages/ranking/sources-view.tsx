import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { buttonClass } from '../../kit/button.js';
import { DataTable } from '../../kit/data-table.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card, Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { ReloadSources, SourceDialogs, type SourceTask } from './source-actions.js';
import { useSourceColumns } from './source-columns.js';
import { sourceMessages } from './source-messages.js';
import styles from './sources.module.css';
import { sourcesRead } from './sources-read.js';

/** How each source does, and what can be done about it. */
export function SourcesView(): ReactElement {
  const sources = useQuery(sourcesRead);
  return <Loaded read={sources}>{({ items }) => <Sources items={items} />}</Loaded>;
}

function Sources({ items }: { items: readonly Schemas['Source'][] }): ReactElement {
  const say = useMessages(sourceMessages);
  const [task, setTask] = useState<SourceTask>();
  const columns = useSourceColumns(setTask);
  const ready = items.filter(({ configured }) => configured);
  const others = items.filter(({ configured }) => !configured);
  const toConfig = (
    <Link to="/config" className={buttonClass()}>
      {say.toConfig}
    </Link>
  );
  return (
    <>
      <Card title={say.sources} actions={<ReloadSources />} flush>
        {ready.length === 0 ? (
          <Empty action={toConfig}>{say.none}</Empty>
        ) : (
          <DataTable label={say.sources} columns={columns} rows={ready} keyOf={({ name }) => name} />
        )}
      </Card>
      {others.length === 0 ? null : (
        <Card title={say.others} actions={ready.length === 0 ? undefined : toConfig}>
          <div className={styles.others}>
            <ul data-data>
              {others.map(({ name }) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
            <Note>{say.othersHelp}</Note>
          </div>
        </Card>
      )}
      <SourceDialogs task={task} sources={items} close={() => setTask(undefined)} />
    </>
  );
}
