import type { Actor } from '@catalogsync/audit';
import { itemStatesAnswering } from '@catalogsync/job-engine';
import type { JobCommands } from '../jobs/job-commands.js';
import type { JobStarter } from '../jobs/job-starter.js';
import type { SongItem, SongItems } from './song-items.js';

/** The work that fetches a song now. */
export interface Fetching {
  readonly jobId: number;
  /** Undefined until the job has planned it. */
  readonly itemId: number | undefined;
}

export interface FetchAgainParts {
  readonly items: SongItems;
  readonly commands: Pick<JobCommands, 'send'>;
  readonly starter: Pick<JobStarter, 'start'>;
}

/** The newest work on a song is among these. */
const looked = 50;

/** Downloads one song now, whether it has a file or not. */
export class FetchAgain {
  constructor(private readonly parts: FetchAgainParts) {}

  /**
   * By its newest item, or by a new job for this song only.
   * @throws Fault as `JobCommands.send` and `JobStarter.start`
   */
  async run(song: { readonly id: number; readonly fileCount: number }, actor: Actor, signal: AbortSignal): Promise<Fetching> {
    const { items, commands, starter } = this.parts;
    const newest = (await items.itemsOf(song.id, looked)).find(({ type }) => type === 'download_song_row');
    if (newest !== undefined && isUsable(newest, song.fileCount)) {
      const { jobId, id: itemId } = newest;
      if (newest.status !== 'pending') await commands.send('force_retry_item', { itemId }, actor, signal);
      return { jobId, itemId };
    }
    return { jobId: await starter.start({ template: 'full', songs: [song.id] }, actor, signal), itemId: undefined };
  }
}

/** An item that has not succeeded yet leaves a song alone that has a file by then. */
function isUsable({ status, result }: SongItem, fileCount: number): boolean {
  const runsAgain = status === 'pending' || itemStatesAnswering('force_retry_item').includes(status);
  return runsAgain && (result !== undefined || fileCount === 0);
}
