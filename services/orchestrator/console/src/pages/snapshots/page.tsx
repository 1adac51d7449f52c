import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { Actions, Button } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Menu } from '../../kit/menu.js';
import { Card, Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { RollBackDialog, VerifyDialog } from './dialogs.js';
import { InUseCard } from './in-use-card.js';
import { KeptList } from './kept-list.js';
import { messages } from './messages.js';
import { snapshotsRead, usePublish } from './snapshots-read.js';

type Snapshot = Schemas['Snapshot'];

/** What is published: the snapshot in use, and those it can be rolled back to. */
export default function SnapshotsPage(): ReactElement {
  const say = useMessages(messages);
  const snapshots = useQuery(snapshotsRead);
  const isEmpty = snapshots.data?.items.length === 0;
  return (
    <Page title={pageTitles.snapshots[useLanguage()]} about={say.about} actions={isEmpty ? undefined : <Publish />}>
      <Loaded read={snapshots} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Card flush>
              <Empty action={<PublishNow />}>{say.none}</Empty>
            </Card>
          ) : (
            <Snapshots items={items} />
          )
        }
      </Loaded>
    </Page>
  );
}

function PublishNow(): ReactElement {
  const say = useMessages(messages);
  const publish = usePublish();
  return (
    <Button kind="main" reason={useReadOnlyReason()} onClick={() => void publish(false)}>
      {say.publish}
    </Button>
  );
}

function Publish(): ReactElement {
  const say = useMessages(messages);
  const publish = usePublish();
  const reason = useReadOnlyReason();
  return (
    <Actions>
      <PublishNow />
      <Menu label={say.publishMore} actions={[{ name: say.publishForced, reason, run: () => void publish(true) }]} />
    </Actions>
  );
}

function Snapshots({ items }: { items: readonly Snapshot[] }): ReactElement {
  const [verifying, setVerifying] = useState<Snapshot>();
  const [rollingBack, setRollingBack] = useState<Snapshot>();
  const current = items.find((snapshot) => snapshot.current);
  return (
    <>
      {current === undefined ? null : <InUseCard snapshot={current} verify={() => setVerifying(current)} />}
      <KeptList items={items} verify={setVerifying} rollBack={setRollingBack} />
      <VerifyDialog snapshot={verifying} close={() => setVerifying(undefined)} />
      <RollBackDialog current={current} snapshot={rollingBack} close={() => setRollingBack(undefined)} />
    </>
  );
}
