import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useFilters } from '../../shell/search.js';
import styles from './config.module.css';
import { RevisionDialog } from './revision-dialog.js';
import { RevisionState } from './revision-state.js';
import { useSettingWords } from './setting-words.js';
import { savedBy } from './trial.js';
import { trialWords } from './trial-words.js';
import type { Revision } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

/** What the configuration was: newest first. One that is chosen stands in the address, and opens. */
export function RevisionList({ draft }: { draft: Draft }): ReactElement {
  const say = useMessages(trialWords);
  const [filters, setFilters] = useFilters();
  const narrow = useNarrow();
  const empty = <Empty action={<Button onClick={() => setFilters({ tab: undefined })}>{say.noneAction}</Button>}>{say.none}</Empty>;
  const chosen = /^\d{1,15}$/.test(filters.revision ?? '') ? Number(filters.revision) : undefined;
  return (
    <Card flush>
      <KeysetList<Revision>
        queryKey={['config', 'revisions', 'list']}
        read={(cursor, limit, signal) => answerOf(api.GET('/api/config/revisions', { params: { query: { cursor, limit } }, signal }))}
        rowHeight={narrow ? 84 : 56}
        row={(revision) => <RevisionRow revision={revision} />}
        empty={empty}
        label={say.label}
      />
      {chosen === undefined ? null : <RevisionDialog id={chosen} close={() => setFilters({ revision: undefined })} draft={draft} />}
    </Card>
  );
}

function RevisionRow({ revision }: { revision: Revision }): ReactElement {
  const say = { ...useMessages(configWords), ...useMessages(trialWords) };
  const words = useSettingWords();
  const who = savedBy(revision);
  return (
    <Link to="/config" search={{ tab: 'revisions', revision: String(revision.id) }} className={styles.revision}>
      <span className={styles.revisionName}>
        <strong>{say.revisionId(String(revision.id))}</strong>
        {revision.note === '' ? (
          <span className={styles.noNote}>{say.noNote}</span>
        ) : (
          <span data-data>{words.sentence(revision.note) ?? revision.note}</span>
        )}
      </span>
      <span className={styles.revisionFacts}>
        <RevisionState revision={revision} />
        {who === undefined ? null : <span data-data>{who}</span>}
        <Ago at={revision.createdAt} />
      </span>
    </Link>
  );
}
