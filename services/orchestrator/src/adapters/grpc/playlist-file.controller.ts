import { orchestratorPlaylistFilesV1 as wire } from '@catalogsync/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { PlaylistRecogniser } from '../../core/playlist-file/playlist-recogniser.js';
import { readPlaylistFile } from '../../core/playlist-file/read-playlist-file.js';

export const playlistRecogniserToken = Symbol('playlist recogniser');

/** For the largest file. */
const readTimeoutMs = 60_000;

/** gRPC edge of PlaylistFileService. */
@Controller()
@wire.PlaylistFileServiceControllerMethods()
export class PlaylistFileController implements wire.PlaylistFileServiceController {
  constructor(@Inject(playlistRecogniserToken) private readonly recogniser: PlaylistRecogniser) {}

  async readPlaylistFile(file: wire.ReadPlaylistFileRequest): Promise<wire.ReadPlaylistFileResponse> {
    const playlists = await readPlaylistFile(file, this.recogniser, AbortSignal.timeout(readTimeoutMs));
    return { playlists: playlists.map(({ platform, remoteId, url = '' }) => ({ platform, remoteId, url })) };
  }
}
