import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Field, Input } from '../../kit/controls.js';
import { Confirm } from '../../kit/dialog.js';
import { useMessages } from '../../language/messages.js';
import { useAct } from '../../shell/session.js';
import { cut } from '../songs/song-name.js';
import { CandidateFigures } from './candidate-row.js';
import { actionMessages } from './messages.js';
import type { Candidate } from './runs.js';
import styles from './song.module.css';
import { type SongDetail, useSongChanged } from './use-song.js';

interface ChooseConfirmProps {
  readonly song: SongDetail;
  readonly picked: Candidate | undefined;
  readonly back: () => void;
  readonly done: () => void;
}

/** Asks before a recording is kept for ever. */
export function ChooseConfirm({ song, picked, back, done }: ChooseConfirmProps): ReactElement {
  const say = useMessages(actionMessages);
  const act = useAct();
  const changed = useSongChanged(song.id);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const choose = async ({ source, remoteId }: Candidate): Promise<void> => {
    setBusy(true);
    const body = { source, remoteId, note: note.trim() };
    const isDone = await act(() => answerOf(api.POST('/api/songs/{id}/choose', { params: { path: { id: song.id } }, body })), {
      done: say.chosen,
    });
    setBusy(false);
    await changed();
    if (!isDone) return;
    setNote('');
    done();
  };
  return (
    <Confirm
      open={picked !== undefined}
      close={back}
      title={say.chooseTitle}
      action={say.choose}
      busy={busy}
      confirm={() => (picked === undefined ? undefined : void choose(picked))}
    >
      {picked === undefined ? null : (
        <div className={styles.two}>
          <strong data-data>{cut([picked.title, picked.artists.join(', ')].filter(Boolean).join(' · '))}</strong>
          <small data-data>{[picked.source, picked.remoteId.slice(0, 100)].join(' · ')}</small>
          <CandidateFigures candidate={picked} song={song} />
        </div>
      )}
      <p>{say.chooseText}</p>
      {picked?.match?.accepted === false ? <p className={styles.warnText}>{say.unlikeText}</p> : null}
      <Field label={say.note}>
        <Input value={note} maxLength={1000} onChange={({ target }) => setNote(target.value)} />
      </Field>
    </Confirm>
  );
}
