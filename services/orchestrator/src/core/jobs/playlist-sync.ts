import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { type PlaylistHistory, playlistNamed } from '../catalogue/playlist-history.js';
import type { JobStarter } from './job-starter.js';

export interface PlaylistSyncParts {
  readonly playlists: Pick<PlaylistHistory, 'find'>;
  readonly starter: Pick<JobStarter, 'start'>;
  readonly audit: Audit;
}

/** Has the songs of one playlist read from its source again when somebody asks for it. */
export class PlaylistSync {
  constructor(private readonly parts: PlaylistSyncParts) {}

  /**
   * Queues a job and returns its id.
   * @throws Fault `not_found`; `failed_precondition` for a playlist that came from a file; those of `JobStarter`
   */
  run(playlistId: number, actor: Actor, signal: AbortSignal): Promise<number> {
    const target = `playlist ${playlistId}`;
    return this.parts.audit.changeWithin({ ...actor, action: 'syncPlaylist', target }, async (done) => {
      const { platform, remoteId, name } = await playlistNamed(this.parts.playlists, { id: playlistId });
      if (platform === 'file') {
        throw new Fault('failed_precondition', `${name} came from a file, which no source lists`, {
          hint: 'Add the file again to change it.',
        });
      }
      const scope = { playlists: [{ platform, remoteId, url: undefined }], file: undefined };
      const jobId = await this.parts.starter.start({ template: 'sync', scope }, actor, signal);
      await done(`${target}, job ${jobId}`);
      return jobId;
    });
  }
}
