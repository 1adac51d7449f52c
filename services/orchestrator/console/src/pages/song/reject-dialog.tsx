import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Check, Field, Input } from '../../kit/controls.js';
import { Confirm } from '../../kit/dialog.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useAct } from '../../shell/session.js';
import { actionMessages } from './messages.js';
import type { SongFile } from './runs.js';
import { type SongDetail, useSongChanged } from './use-song.js';

interface RejectDialogProps {
  readonly song: SongDetail;
  readonly file: SongFile | undefined;
  readonly close: () => void;
}

/** Asks before a file is never used again. */
export function RejectDialog({ song, file, close }: RejectDialogProps): ReactElement {
  const say = useMessages(actionMessages);
  const act = useAct();
  const changed = useSongChanged(song.id);
  const [retry, setRetry] = useState(true);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const reject = async (fileId: number): Promise<void> => {
    setBusy(true);
    const done = await act(async () => {
      const body = { fileId, note: note.trim(), retry };
      const { remembered } = await answerOf(api.POST('/api/songs/{id}/reject', { params: { path: { id: song.id } }, body }));
      tell(say.rejectedNow, { more: remembered ? undefined : say.notRemembered });
    });
    setBusy(false);
    await changed();
    if (!done) return;
    setNote('');
    close();
  };
  return (
    <Confirm
      open={file !== undefined}
      close={close}
      title={say.rejectTitle}
      action={say.reject}
      danger
      busy={busy}
      confirm={() => (file === undefined ? undefined : void reject(file.id))}
    >
      <p>{say.rejectText}</p>
      <code data-data>{file?.locator}</code>
      <Check label={say.rejectAgain} checked={retry} choose={setRetry} />
      <Field label={say.why}>
        <Input value={note} maxLength={1000} onChange={({ target }) => setNote(target.value)} />
      </Field>
    </Confirm>
  );
}
