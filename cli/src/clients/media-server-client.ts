import { mediaServerMetadataV1, mediaServerPlaylistsV1, mediaServerPlaysV1, mediaServerV1 } from '@catalogsync/contracts';
import { clientOf, createRpcClient, type RpcAccess, required } from '@catalogsync/rpc';

export type MediaServerStatus = mediaServerV1.GetStatusResponse;
export type MediaServerCheck = Omit<mediaServerV1.Check, 'result'> & { readonly result: 'works' | 'offered' | 'unsupported' | 'failed' };
export type ServerTrack = mediaServerPlaylistsV1.Track;
export type ServerArtist = mediaServerV1.Artist;
export type ServerAlbum = mediaServerV1.Album;
export type ServerPlaylist = mediaServerPlaylistsV1.Playlist;
export type ScanResult = mediaServerV1.ScanResult;
export type Play = Omit<mediaServerPlaysV1.Play, 'track'> & { readonly track: ServerTrack };

/** The service itself gives a server five seconds to answer. */
const statusMs = 8_000;
const searchMs = 70_000;
const checkMs = 130_000;
const listMs = 600_000;
/** Beyond the wait that the service is asked for. */
const scanGraceMs = 60_000;

const checkResults: Readonly<Partial<Record<mediaServerV1.CheckResult, MediaServerCheck['result']>>> = {
  [mediaServerV1.CheckResult.CHECK_RESULT_WORKS]: 'works',
  [mediaServerV1.CheckResult.CHECK_RESULT_OFFERED]: 'offered',
  [mediaServerV1.CheckResult.CHECK_RESULT_UNSUPPORTED]: 'unsupported',
};

/** The owner's media server, through its service. Throws Faults as that does. */
export class MediaServerClient extends clientOf(mediaServerV1.MediaServerServiceService, 'media-server') {
  status(signal: AbortSignal): Promise<MediaServerStatus> {
    return this.rpc.getStatus({}, { deadlineMs: statusMs, signal });
  }

  /** What works with the chosen server and account; a result that only a newer service knows counts as failed. */
  async check(signal: AbortSignal): Promise<MediaServerCheck[]> {
    const { checks } = await this.rpc.checkServer({}, { deadlineMs: checkMs, signal });
    return checks.map(({ result, ...check }) => ({ ...check, result: checkResults[result] ?? 'failed' }));
  }

  async search(
    search: { readonly title: string; readonly artist: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<ServerTrack[]> {
    return (await this.rpc.searchTracks(search, { deadlineMs: searchMs, signal })).tracks;
  }

  async recentAlbums(limit: number, signal: AbortSignal): Promise<ServerAlbum[]> {
    return (await this.rpc.listRecentAlbums({ limit }, { deadlineMs: searchMs, signal })).albums;
  }

  /** The first `limit`, in the server's order. */
  async artists(limit: number, signal: AbortSignal): Promise<ServerArtist[]> {
    const all: ServerArtist[] = [];
    for await (const { artists } of this.rpc.listArtists({}, { deadlineMs: listMs, signal })) {
      all.push(...artists);
      if (all.length >= limit) break;
    }
    return all.slice(0, limit);
  }

  /** @param folders below the library folder; none for everything @param report seconds so far */
  async scan(folders: readonly string[], waitSeconds: number, report: (seconds: number) => void, signal: AbortSignal): Promise<ScanResult> {
    const limits = { deadlineMs: waitSeconds * 1000 + scanGraceMs, signal };
    let result: ScanResult | undefined;
    for await (const step of this.rpc.scanLibrary({ folders: [...folders], waitSeconds }, limits)) {
      if (step.progress !== undefined) report(step.progress.seconds);
      result = step.result ?? result;
    }
    return required(result, 'result');
  }
}

/** The playlists of the owner's media server. */
export class ServerPlaylistsClient extends clientOf(mediaServerPlaylistsV1.ServerPlaylistServiceService, 'media-server') {
  async list(signal: AbortSignal): Promise<ServerPlaylist[]> {
    const all: ServerPlaylist[] = [];
    for await (const { playlists } of this.rpc.listPlaylists({}, { deadlineMs: listMs, signal })) all.push(...playlists);
    return all;
  }

  /** Returns the id of the copy. */
  async copy(playlistId: string, name: string, signal: AbortSignal): Promise<string> {
    return (await this.rpc.copyPlaylist({ playlistId, name }, { deadlineMs: listMs, signal })).playlistId;
  }

  async tracks(playlistId: string, signal: AbortSignal): Promise<ServerTrack[]> {
    const all: ServerTrack[] = [];
    for await (const { tracks } of this.rpc.listPlaylistTracks({ playlistId }, { deadlineMs: listMs, signal })) all.push(...tracks);
    return all;
  }
}

/** Writes into the owner's media server. A call that the server does not have fails with `unsupported`. */
export class ServerMetadataClient extends clientOf(mediaServerMetadataV1.ServerMetadataServiceService, 'media-server') {
  async genres(artistId: string, genres: readonly string[], signal: AbortSignal): Promise<void> {
    await this.rpc.updateArtistGenres({ artistId, genres: [...genres] }, { deadlineMs: searchMs, signal });
  }

  async biography(artistId: string, text: string, signal: AbortSignal): Promise<void> {
    await this.rpc.updateArtistBiography({ artistId, text }, { deadlineMs: searchMs, signal });
  }

  async picture(of: 'artist' | 'album', id: string, picture: mediaServerMetadataV1.Picture, signal: AbortSignal): Promise<void> {
    const limits = { deadlineMs: searchMs, signal };
    if (of === 'artist') await this.rpc.updateArtistPoster({ artistId: id, picture }, limits);
    else await this.rpc.updateAlbumPoster({ albumId: id, picture }, limits);
  }
}

/** What was played on the owner's media server. */
export class ServerPlaysClient extends clientOf(mediaServerPlaysV1.ServerPlayServiceService, 'media-server') {
  /** Newest first. */
  async latest(limit: number, signal: AbortSignal): Promise<Play[]> {
    const all: Play[] = [];
    for await (const { plays } of this.rpc.listPlays({ limit }, { deadlineMs: listMs, signal })) {
      all.push(...plays.map((play) => ({ ...play, track: required(play.track, 'track') })));
    }
    return all;
  }
}

/** Which media server the service at an address has chosen, and whether it answers. */
export async function mediaServerStatus(address: string, access: RpcAccess): Promise<MediaServerStatus> {
  const client = createRpcClient(mediaServerV1.MediaServerServiceService, { address, access, service: 'media-server' });
  try {
    return await client.getStatus({}, { deadlineMs: statusMs });
  } finally {
    client.close();
  }
}
