import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Check } from '../../kit/controls.js';
import { Confirm } from '../../kit/dialog.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card, Note } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { fileSentences } from '../../language/file-sentences.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { refusalWords } from '../../language/refusal-words.js';
import { useFilters } from '../../shell/search.js';
import { useAct } from '../../shell/session.js';
import styles from './quarantine.module.css';
import { quarantineMessages } from './quarantine-messages.js';
import { QuarantineRow } from './quarantine-row.js';

type Held = Schemas['QuarantinedFile'];

/** What is about to be decided. */
interface Decision {
  readonly kind: 'approve' | 'reject';
  readonly file: Held;
}

const rowHeight = { wide: 68, narrow: 140 };

/** Files that failed verification and wait for a decision. */
export function QuarantineView(): ReactElement {
  const say = useMessages(quarantineMessages);
  const [filters, change] = useFilters();
  const [decision, setDecision] = useState<Decision>();
  const narrow = useNarrow();
  const includeDecided = filters.decided === 'all';
  const toggle = <Check label={say.showDecided} checked={includeDecided} choose={(on) => change({ decided: on ? 'all' : undefined })} />;
  return (
    <Card title={say.title} actions={toggle} flush>
      <div className={styles.about}>
        <Note>{say.about}</Note>
      </div>
      <KeysetList<Held>
        queryKey={['quarantine', includeDecided]}
        read={(cursor, limit, signal) =>
          answerOf(api.GET('/api/quarantine', { params: { query: { includeDecided, limit, cursor } }, signal }))
        }
        rowHeight={narrow ? rowHeight.narrow : rowHeight.wide}
        row={(file) => <QuarantineRow file={file} decide={(kind) => setDecision({ kind, file })} />}
        empty={<Empty>{includeDecided ? say.emptyAll : say.empty}</Empty>}
        label={say.title}
      />
      <DecisionDialog decision={decision} close={() => setDecision(undefined)} />
    </Card>
  );
}

function DecisionDialog({ decision, close }: { decision: Decision | undefined; close: () => void }): ReactElement {
  const say = useMessages(quarantineMessages);
  const refusals = useMessages(refusalWords);
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const isReject = decision?.kind === 'reject';
  const title = decision?.file.title ?? '';
  const decide = async (): Promise<void> => {
    if (decision === undefined) return;
    const call = { params: { path: { id: decision.file.id } } };
    const work = () =>
      isReject ? answerOf(api.POST('/api/quarantine/{id}/reject', call)) : answerOf(api.POST('/api/quarantine/{id}/approve', call));
    setBusy(true);
    if (await act(work, { done: isReject ? say.rejectedNow : say.approvedNow })) close();
    setBusy(false);
    await queries.invalidateQueries({ queryKey: ['quarantine'] });
  };
  return (
    <Confirm
      open={decision !== undefined}
      close={close}
      title={<span data-data>{isReject ? say.rejectTitle(title) : say.approveTitle(title)}</span>}
      action={isReject ? say.reject : say.approve}
      danger={isReject}
      busy={busy}
      confirm={() => void decide()}
    >
      <p>{isReject ? say.rejectText : say.approveText}</p>
      {decision === undefined ? null : (
        <Note>
          {wordFor(refusals, decision.file.reason)} · <Said text={decision.file.detail} sentences={fileSentences} />
        </Note>
      )}
    </Confirm>
  );
}
