import { type ReactElement, useMemo, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Actions, Button } from '../../kit/button.js';
import { CopyField } from '../../kit/copy.js';
import { Dialog } from '../../kit/dialog.js';
import { tell } from '../../kit/toast.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { ApplyDialog } from './apply-dialog.js';
import styles from './config.module.css';
import { DiffView } from './diff-view.js';
import { compareLines } from './line-diff.js';
import { NoteField } from './note-field.js';
import { type Checked, useReadAgain } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

interface DraftBarProps {
  readonly file: string;
  readonly draft: Draft;
  readonly checked: Checked | undefined;
}

/** What the draft changes and what can be done with it; at the foot of the page while there is one. */
export function DraftBar({ file, draft, checked }: DraftBarProps): ReactElement {
  const say = useMessages(configWords);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const [open, setOpen] = useState<'diff' | 'save' | 'apply'>();
  const lines = useMemo(() => compareLines(file, draft.text), [file, draft.text]);
  const changes = Math.max(...(['added', 'removed'] as const).map((kind) => lines.filter(({ change }) => change === kind).length));
  const close = (): void => setOpen(undefined);
  const problems = checked?.problems.length ?? 0;
  // A key that nobody knows counts as one of the machine: its problem says more.
  const machineKeys = problems > 0 ? [] : (checked?.machineKeys ?? []);
  const why = readOnly ?? (problems > 0 ? say.problems(String(problems)) : machineKeys.length > 0 ? say.machineWhy : undefined);
  const discard = (): void => {
    draft.discard();
    tell(say.discarded);
  };
  return (
    <section className={styles.draft} aria-label={say.draft(format.number(changes))}>
      <div className={styles.draftText}>
        <strong>{say.draft(format.number(changes))}</strong>
        {draft.isMoved ? <p className={styles.moved}>{say.moved}</p> : null}
        {machineKeys.length === 0 ? null : <p>{say.machineKeys(machineKeys.join(', '))}</p>}
        {machineKeys.length === 0 ? null : <CopyField label={say.machine} value="./catalogsync config apply REVISION" />}
      </div>
      <Actions>
        <Button kind="quiet" onClick={discard}>
          {say.discard}
        </Button>
        <Button onClick={() => setOpen('diff')}>{say.seeDiff}</Button>
        <Button reason={readOnly} onClick={() => setOpen('save')}>
          {say.save}
        </Button>
        <Button kind="main" reason={why} onClick={() => setOpen('apply')}>
          {say.saveApply}
        </Button>
      </Actions>
      <Dialog open={open === 'diff'} close={close} title={say.diffTitle} wide>
        <DiffView lines={lines} label={say.diffTitle} />
      </Dialog>
      <SaveDialog open={open === 'save'} close={close} text={draft.text} />
      <ApplyDialog open={open === 'apply'} close={close} lines={lines} from={{ text: draft.text }} />
    </section>
  );
}

function SaveDialog({ open, close, text }: { open: boolean; close: () => void; text: string }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(configWords) };
  const act = useAct();
  const readAgain = useReadAgain();
  const [note, setNote] = useState('');
  const save = async (): Promise<void> => {
    const saved = await act(async () => {
      const { id } = await answerOf(api.POST('/api/config/revisions', { body: { contentText: text, note } }));
      tell(say.saved(String(id)));
    });
    await readAgain();
    if (!saved) return;
    setNote('');
    close();
  };
  const actions = (
    <>
      <Button onClick={close}>{say.cancel}</Button>
      <Button kind="main" onClick={() => void save()}>
        {say.save}
      </Button>
    </>
  );
  return (
    <Dialog open={open} close={close} title={say.save} actions={actions}>
      <NoteField note={note} write={setNote} />
    </Dialog>
  );
}
