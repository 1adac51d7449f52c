import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { useMessages } from '../../language/messages.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { messages } from './messages.js';
import { type Playlist, usePlaylistChanged } from './use-playlist.js';

/** Queues a job for it. What is in folders of the owner is read by scans instead. */
export function SyncButton({ playlist: { id, platform } }: { playlist: Playlist }): ReactElement | null {
  const say = useMessages(messages);
  const act = useAct();
  const readOnly = useReadOnlyReason();
  const changed = usePlaylistChanged(id);
  if (platform === 'library') return null;
  const sync = async (): Promise<void> => {
    await act(() => answerOf(api.POST('/api/playlists/{id}/sync', { params: { path: { id } } })), { done: say.syncQueued });
    changed();
  };
  return (
    <Button icon="retry" reason={readOnly} onClick={() => void sync()}>
      {say.syncNow}
    </Button>
  );
}
