import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Check } from '../../kit/controls.js';
import { Confirm } from '../../kit/dialog.js';
import { Note } from '../../kit/page.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct } from '../../shell/session.js';
import { messages } from './messages.js';
import type { Song } from './song-row.js';

interface DownloadDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly songs: readonly Song[];
  /** In words. */
  readonly filter: string | undefined;
  readonly done: () => void;
}

/** Asks with filter and count, then starts one job for these songs. */
export function DownloadDialog({ open, close, songs, filter, done }: DownloadDialogProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const act = useAct();
  const queries = useQueryClient();
  const [also, setAlso] = useState(false);
  const [busy, setBusy] = useState(false);
  const without = songs.filter(({ status }) => status !== 'downloaded');
  const chosen = also ? songs : without;
  const have = songs.length - without.length;
  const start = async (): Promise<void> => {
    setBusy(true);
    const started = await act(async () => {
      const job = await answerOf(api.POST('/api/jobs', { body: { template: 'full', songs: chosen.map(({ id }) => id) } }));
      tell(say.started(job.id));
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    });
    setBusy(false);
    if (!started) return;
    close();
    done();
  };
  const count = format.number(chosen.length);
  return (
    <Confirm
      open={open}
      close={close}
      title={say.downloadTitle}
      action={say.downloadN(count)}
      busy={busy}
      reason={chosen.length === 0 ? say.nothingToDo : undefined}
      confirm={() => void start()}
    >
      <p>{say.downloadText(count)}</p>
      {filter === undefined ? null : (
        <Note>
          <span data-data>{filter}</span>
        </Note>
      )}
      {have === 0 ? null : (
        <>
          {also ? null : <Note>{say.haveFiles(format.number(have))}</Note>}
          <Check label={say.alsoThese(format.number(have))} checked={also} choose={setAlso} />
        </>
      )}
    </Confirm>
  );
}
