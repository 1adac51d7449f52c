import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Confirm } from '../../kit/dialog.js';
import { useMessages } from '../../language/messages.js';
import { useAct } from '../../shell/session.js';
import { DiffView } from './diff-view.js';
import type { ComparedLine } from './line-diff.js';
import { NoteField } from './note-field.js';
import { trialWords } from './trial-words.js';
import { useReadAgain } from './use-configuration.js';

/** Under which the answer of the last apply is kept: which keys changed, what restarts. */
export const lastApplied = ['applied revision'] as const;

interface ApplyDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  /** From the current file to what is applied. */
  readonly lines: readonly ComparedLine[];
  /** A draft is saved first. */
  readonly from: { readonly revision: number } | { readonly text: string };
}

/** Shows what will change, and applies it. */
export function ApplyDialog({ open, close, lines, from }: ApplyDialogProps): ReactElement {
  const say = useMessages(trialWords);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const apply = useApply();
  const run = async (): Promise<void> => {
    setBusy(true);
    const isDone = await apply(from, note);
    setBusy(false);
    if (isDone) close();
  };
  const title = 'revision' in from ? say.applyTitle(String(from.revision)) : say.applyDraft;
  return (
    <Confirm open={open} close={close} title={title} action={say.apply} busy={busy} confirm={() => void run()}>
      <p>{say.applyWhat}</p>
      <DiffView lines={lines} label={title} />
      {'text' in from ? <NoteField note={note} write={setNote} /> : null}
    </Confirm>
  );
}

function useApply(): (from: ApplyDialogProps['from'], note: string) => Promise<boolean> {
  const say = useMessages(trialWords);
  const act = useAct();
  const queries = useQueryClient();
  const readAgain = useReadAgain();
  return async (from, note) => {
    // The password may be asked for in between, and all of it done again: the draft is saved once.
    let id = 'revision' in from ? from.revision : undefined;
    const work = async (): Promise<void> => {
      if ('text' in from) id ??= (await answerOf(api.POST('/api/config/revisions', { body: { contentText: from.text, note } }))).id;
      const path = { id: id ?? 0 };
      const applied: Schemas['AppliedRevision'] = await answerOf(api.POST('/api/config/revisions/{id}/apply', { params: { path } }));
      queries.setQueryData(lastApplied, applied);
    };
    const isDone = await act(work, { done: say.applying });
    await readAgain();
    return isDone;
  };
}
