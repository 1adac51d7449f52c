import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { actionMessages } from './messages.js';
import type { Story } from './runs.js';
import { type SongDetail, useSongChanged, type Work } from './use-song.js';
import { newestDownload } from './verdict.js';

interface DownloadAgain {
  readonly name: string;
  readonly reason: string | undefined;
  readonly busy: boolean;
  readonly run: () => void;
}

/** Fetches the song: once more by the item that failed, or by a job of its own. */
export function useDownload(song: SongDetail, story: Story | undefined, work: Work | undefined): DownloadAgain {
  const say = useMessages(actionMessages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const changed = useSongChanged(song.id);
  const [busy, setBusy] = useState(false);
  const newest = newestDownload(story);
  const isUnderWay = work !== undefined || newest?.status === 'pending' || newest?.status === 'running';
  const failed = song.fileCount === 0 && (newest?.status === 'failed' || newest?.status === 'interrupted') ? newest.id : undefined;
  const run = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      if (failed !== undefined) {
        await answerOf(api.POST('/api/items/{id}/retry', { params: { path: { id: failed } } }));
        tell(say.retried);
      } else {
        const { id } = await answerOf(api.POST('/api/jobs', { body: { template: 'full', songs: [song.id] } }));
        tell(say.started(id));
      }
    });
    setBusy(false);
    await changed();
  };
  const isNew = newest === undefined && story?.resolves.length === 0;
  const missing = isNew ? say.search : say.download;
  return {
    name: failed !== undefined ? say.retry : song.status === 'downloaded' ? say.again : missing,
    reason: readOnly ?? (isUnderWay ? say.underWay : undefined),
    busy,
    run: () => void run(),
  };
}
