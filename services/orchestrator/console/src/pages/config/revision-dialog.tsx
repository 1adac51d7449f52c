import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Field, Select } from '../../kit/controls.js';
import { Dialog } from '../../kit/dialog.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Ago } from '../../kit/time.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { ApplyDialog } from './apply-dialog.js';
import styles from './config.module.css';
import { DiffView } from './diff-view.js';
import { type ComparedLine, reversed } from './line-diff.js';
import { RevisionState } from './revision-state.js';
import { useSettingWords } from './setting-words.js';
import { appliedBy, savedBy } from './trial.js';
import { trialWords } from './trial-words.js';
import { type Revision, useAuditTail, useRevisions } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

interface RevisionDialogProps {
  readonly id: number;
  readonly close: () => void;
  readonly draft: Draft;
}

/** One revision: who made it, its differences, its text; to be applied, or taken as the draft. */
export function RevisionDialog({ id, close, draft }: RevisionDialogProps): ReactElement {
  const say = { ...useMessages(configWords), ...useMessages(trialWords) };
  const [applying, setApplying] = useState(false);
  const read = useQuery({
    queryKey: ['config', 'revision', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/config/revisions/{id}', { params: { path: { id } }, signal })),
  });
  const toFile = useComparison(id, undefined);
  const why = useWhyNotApplied(read.data);
  const takeAsDraft = (): void => {
    draft.write(read.data?.contentText ?? draft.text);
    tell(say.taken);
    close();
  };
  const actions = (
    <>
      <Button disabled={read.data === undefined} onClick={takeAsDraft}>
        {say.asDraft}
      </Button>
      <Button kind="main" reason={why} disabled={toFile.data === undefined} onClick={() => setApplying(true)}>
        {say.saveApply}
      </Button>
    </>
  );
  return (
    <>
      <Dialog open={!applying} close={close} title={say.revisionId(String(id))} actions={actions} wide>
        <Loaded read={read}>{(revision) => <RevisionFacts revision={revision} />}</Loaded>
        <Comparison id={id} />
        <details>
          <summary>{say.wholeText}</summary>
          <pre className={styles.wholeText} data-data>
            {read.data?.contentText}
          </pre>
        </details>
      </Dialog>
      <ApplyDialog open={applying} close={() => setApplying(false)} lines={toFile.data ?? []} from={{ revision: id }} />
    </>
  );
}

function useWhyNotApplied(revision: Revision | undefined): string | undefined {
  const say = useMessages(trialWords);
  const readOnly = useReadOnlyReason();
  const { data: revisions = [] } = useRevisions();
  if (readOnly !== undefined) return readOnly;
  if (revision?.inForce) return say.inForceWhy;
  return revisions.some(({ watchedUntil }) => watchedUntil !== null) ? say.trialWhy : undefined;
}

function RevisionFacts({ revision }: { revision: Revision }): ReactElement {
  const say = { ...useMessages(configWords), ...useMessages(trialWords) };
  const words = useSettingWords();
  const { data: entries = [] } = useAuditTail();
  const [saver, applier] = [savedBy(revision), appliedBy(entries, revision)];
  const when = (at: string | null, who: string | undefined): ReactElement => (
    <>
      <Ago at={at} />
      {who === undefined ? null : <span data-data>{` · ${say.by(who)}`}</span>}
    </>
  );
  return (
    <Facts
      facts={[
        [say.state, <RevisionState key="state" revision={revision} />],
        [
          say.noteName,
          revision.note === '' ? undefined : (
            <span key="note" data-data>
              {words.sentence(revision.note) ?? revision.note}
            </span>
          ),
        ],
        [say.savedAt, when(revision.createdAt, saver)],
        [say.applied, revision.appliedAt === null ? undefined : when(revision.appliedAt, applier)],
        [say.wasReturned, revision.returnedAt === null ? undefined : when(revision.returnedAt, undefined)],
        [
          say.because,
          revision.returnReason === null ? undefined : (
            <Said key="because" text={revision.returnReason} chinese={words.sentence(revision.returnReason)} />
          ),
        ],
      ]}
    />
  );
}

/** What has to change in another text, or in the file, to become this revision. */
function useComparison(id: number, other: number | undefined) {
  return useQuery({
    queryKey: ['config', 'diff', id, other],
    queryFn: async ({ signal }): Promise<ComparedLine[]> => {
      const query = { to: other };
      return reversed((await answerOf(api.GET('/api/config/revisions/{id}/diff', { params: { path: { id }, query }, signal }))).lines);
    },
  });
}

function Comparison({ id }: { id: number }): ReactElement {
  const say = { ...useMessages(configWords), ...useMessages(trialWords) };
  const words = useSettingWords();
  const { data: revisions = [] } = useRevisions();
  const [other, setOther] = useState<number>();
  const read = useComparison(id, other);
  const options = [
    { value: '', name: say.currentFile },
    ...revisions
      .filter((revision) => revision.id !== id)
      .map((revision) => ({
        value: String(revision.id),
        name: `${say.revisionId(String(revision.id))} ${words.sentence(revision.note) ?? revision.note}`.trim(),
      })),
  ];
  return (
    <>
      <Field label={say.compareWith}>
        <Select
          options={options}
          value={other === undefined ? '' : String(other)}
          choose={(value) => setOther(value === '' ? undefined : Number(value))}
          data-data
        />
      </Field>
      <Loaded read={read}>{(lines) => <DiffView lines={lines} label={say.compareWith} />}</Loaded>
    </>
  );
}
