import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Card, Facts } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import styles from './config.module.css';
import { ProblemList } from './problem-list.js';
import { useSettingWords } from './setting-words.js';
import { appliedBy } from './trial.js';
import { type Configuration, type Revision, useAuditTail, useReadAgain, useRevisions } from './use-configuration.js';
import { configWords } from './words.js';

/** What the services run with: the file, its revision, since when and by whom. */
export function InForce({ configuration }: { configuration: Configuration }): ReactElement {
  const say = useMessages(configWords);
  const { data: revisions } = useRevisions();
  const current = revisions?.find(({ inForce }) => inForce);
  return (
    <Card title={say.now}>
      <Facts
        facts={[
          [
            say.file,
            <code key="path" data-data>
              {configuration.filePath}
            </code>,
          ],
          [
            say.revision,
            revisions === undefined ? (
              '…'
            ) : current === undefined ? (
              <ByHand key="none" isFirst={revisions.length === 0} />
            ) : (
              <RevisionLine key="current" revision={current} />
            ),
          ],
          [say.applied, current?.appliedAt == null ? undefined : <Applied key="applied" revision={current} />],
        ]}
      />
      {configuration.problems.length === 0 ? null : (
        <div className={styles.fileProblems}>
          <Badge tone="warn">{say.fileProblems}</Badge>
          <ProblemList problems={configuration.problems} />
        </div>
      )}
    </Card>
  );
}

function RevisionLine({ revision }: { revision: Revision }): ReactElement {
  const say = useMessages(configWords);
  const words = useSettingWords();
  return (
    <>
      <Link to="/config" search={{ tab: 'revisions', revision: String(revision.id) }} className={styles.inText}>
        {say.revisionId(String(revision.id))}
      </Link>
      {revision.note === '' ? null : <span data-data>{` · ${words.sentence(revision.note) ?? revision.note}`}</span>}
    </>
  );
}

function Applied({ revision }: { revision: Revision }): ReactElement {
  const say = useMessages(configWords);
  const { data: entries = [] } = useAuditTail();
  const who = appliedBy(entries, revision);
  return (
    <>
      <Ago at={revision.appliedAt} />
      {who === undefined ? null : <span data-data>{` · ${say.by(who)}`}</span>}
    </>
  );
}

function ByHand({ isFirst }: { isFirst: boolean }): ReactElement {
  const say = useMessages(configWords);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const readAgain = useReadAgain();
  const save = async (): Promise<void> => {
    await act(() => answerOf(api.POST('/api/config/revisions', { body: {} })), { done: say.kept });
    await readAgain();
  };
  return (
    <div className={styles.byHand}>
      <span>{isFirst ? say.noneYet : say.byHand}</span>
      <Button reason={readOnly} onClick={() => void save()}>
        {say.keepIt}
      </Button>
    </div>
  );
}
