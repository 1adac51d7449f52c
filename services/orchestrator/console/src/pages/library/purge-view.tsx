import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Confirm } from '../../kit/dialog.js';
import { ErrorNote, Skeleton } from '../../kit/feedback.js';
import { Card, Facts, Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import styles from './library.module.css';
import { purgeMessages } from './purge-messages.js';

type LeftOver = Schemas['LeftOver'];

const sumOf = (found: readonly LeftOver[]): number => found.reduce((sum, { count }) => sum + count, 0);

/** What it is, in words; as the service says it, if this page does not know it. */
function useKind(): (what: string) => string {
  const say = useMessages(purgeMessages);
  const kinds = ['songs', 'file places', 'artists', 'albums', 'lyrics', 'files in the index'] as const;
  return (what) => {
    const known = kinds.find((kind) => kind === what);
    return known === undefined ? what : say[known];
  };
}

/** What is left of files that are gone: first looked at, then removed. */
export function PurgeView(): ReactElement {
  const say = useMessages(purgeMessages);
  const readOnly = useReadOnlyReason();
  const preview = useQuery({
    queryKey: ['purge preview'],
    queryFn: ({ signal }) => answerOf(api.POST('/api/library/purge', { body: { dryRun: true }, signal })),
    enabled: false,
  });
  const look = (
    <Button icon="search" reason={readOnly} busy={preview.isFetching} onClick={() => void preview.refetch()}>
      {preview.data === undefined ? say.look : say.lookAgain}
    </Button>
  );
  return (
    <Card title={say.title} actions={look} flush>
      <div className={styles.about}>
        <Note>{say.about}</Note>
      </div>
      {preview.error === null ? null : <ErrorNote error={preview.error} />}
      {preview.isFetching && preview.data === undefined ? <Skeleton rows={3} /> : null}
      {preview.data === undefined ? null : <Found found={preview.data.leftOvers.filter(({ count }) => count > 0)} />}
    </Card>
  );
}

function Found({ found }: { found: readonly LeftOver[] }): ReactElement {
  const say = useMessages(purgeMessages);
  const format = useFormat();
  const kind = useKind();
  const [asking, setAsking] = useState(false);
  const sum = format.number(sumOf(found));
  if (found.length === 0) return <p className={styles.nothing}>{say.nothing}</p>;
  const columns: readonly Column<LeftOver>[] = [
    { name: say.what, cell: ({ what }) => kind(what) },
    { name: say.count, figure: true, cell: ({ count }) => format.number(count) },
    { name: say.examples, cell: ({ examples }) => <span data-data>{examples.join(' · ')}</span> },
  ];
  return (
    <>
      <DataTable label={say.title} columns={columns} rows={found} keyOf={({ what }) => what} />
      <div className={styles.foot}>
        <Button icon="bin" onClick={() => setAsking(true)}>
          {say.purge(sum)}
        </Button>
      </div>
      <PurgeDialog open={asking} close={() => setAsking(false)} found={found} />
    </>
  );
}

function PurgeDialog({ open, close, found }: { open: boolean; close: () => void; found: readonly LeftOver[] }): ReactElement {
  const say = useMessages(purgeMessages);
  const format = useFormat();
  const kind = useKind();
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const sum = format.number(sumOf(found));
  const purge = async (): Promise<void> => {
    setBusy(true);
    const work = () => answerOf(api.POST('/api/library/purge', { body: { dryRun: false } }));
    if (await act(work, { done: say.purged(sum) })) {
      close();
      queries.setQueryData(['purge preview'], { leftOvers: [] });
      await queries.invalidateQueries({ queryKey: ['library'] });
    }
    setBusy(false);
  };
  return (
    <Confirm open={open} close={close} title={say.purgeTitle(sum)} action={say.purge(sum)} danger busy={busy} confirm={() => void purge()}>
      <p>{say.purgeText}</p>
      <Facts facts={found.map(({ what, count }) => [kind(what), format.number(count)])} />
    </Confirm>
  );
}
