import { resolverResolveV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';
import type { SongToDownload } from '../../core/catalogue/song-details.js';
import type { LocalSongs } from '../../core/download/songs-left.js';
import type { Track } from '../../core/sources/source-catalog.js';
import type { SongLookUp } from '../../core/sync/file-playlists.js';
import { songMessage } from './recording-messages.js';
import { toTrack } from './resolver-messages.js';

/** One source is asked, which may wait for its turn. */
const lookUpMs = 130_000;

/** Songs as the resolver's sources describe them. */
export class SongLookUps extends clientOf(resolverResolveV1.ResolveServiceService, 'resolver') implements SongLookUp, LocalSongs {
  async lookUp(platform: string, remoteId: string, signal: AbortSignal): Promise<Track> {
    const { track } = await this.rpc.lookUpTrack({ source: platform, remoteId }, { deadlineMs: lookUpMs, signal });
    return toTrack(required(track, 'track'));
  }

  async has(source: string, song: SongToDownload, signal: AbortSignal): Promise<boolean> {
    const request = { source, query: '', song: songMessage(song), limit: 0, link: '' };
    const { candidates } = await this.rpc.search(request, { deadlineMs: lookUpMs, signal });
    return candidates.some(({ fetchKey, match }) => fetchKey !== '' && match?.accepted === true);
  }
}
