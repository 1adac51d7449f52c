import { mediaServerV1, mediaServerPlaylistsV1 as playlistsV1, mediaServerPlaysV1 as playsV1 } from '@catalogsync/contracts';
import { createRpcClient, endIfSilent, type RpcAccess, type RpcClient } from '@catalogsync/rpc';
import type { ServerCheck, ServerDesk, ServerOverview } from '../../core/console/media-servers.js';
import type {
  MediaServerPeer,
  MediaServerStatus,
  MirrorOrder,
  MirrorStep,
  Play,
  ScanStep,
  TrackPlays,
} from '../../core/media-server/media-server-peer.js';
import { modeMessage, songMessage, toCheck, toResult, toTrack } from './media-server-messages.js';

/** The service asks the server, which may be waking up. */
const statusMs = 30_000;
/** Longer than the service itself takes for it at most. */
const checkMs = 130_000;
/** A server may walk through a large library before it finds the first track that was played; the service itself ends calls that hang. */
const silentMs = 1_800_000;
/** Beyond what a scan is waited for, and for lists of whole libraries. */
const listMs = 2 * 3_600_000;

/** The owner's media server over catalogsync.mediaserver.v1. */
export class MediaServerClient implements MediaServerPeer, ServerDesk {
  private readonly server: RpcClient<typeof mediaServerV1.MediaServerServiceService>;
  private readonly playlists: RpcClient<typeof playlistsV1.ServerPlaylistServiceService>;
  private readonly played: RpcClient<typeof playsV1.ServerPlayServiceService>;

  constructor(address: string, access?: RpcAccess) {
    const target = { address, service: 'media-server', ...(access === undefined ? {} : { access }) };
    this.server = createRpcClient(mediaServerV1.MediaServerServiceService, target);
    this.playlists = createRpcClient(playlistsV1.ServerPlaylistServiceService, target);
    this.played = createRpcClient(playsV1.ServerPlayServiceService, target);
  }

  close(): void {
    for (const client of [this.server, this.playlists, this.played]) client.close();
  }

  async overview(signal: AbortSignal): Promise<ServerOverview> {
    return this.server.getStatus({}, { deadlineMs: statusMs, signal });
  }

  async checks(signal: AbortSignal): Promise<readonly ServerCheck[]> {
    return (await this.server.checkServer({}, { deadlineMs: checkMs, signal })).checks.map(toCheck);
  }

  async status(signal: AbortSignal): Promise<MediaServerStatus> {
    return this.server.getStatus({}, { deadlineMs: statusMs, signal });
  }

  async *scan(folders: readonly string[], waitSeconds: number, signal: AbortSignal): AsyncIterable<ScanStep> {
    const open = (ended: AbortSignal) =>
      this.server.scanLibrary({ folders: [...folders], waitSeconds }, { deadlineMs: waitSeconds * 1000 + listMs, signal: ended });
    for await (const { progress, result } of endIfSilent(open, silence(signal))) {
      if (progress !== undefined) yield { kind: 'progress', seconds: progress.seconds };
      if (result !== undefined) yield { kind: 'scanned', ended: result.ended, seconds: result.seconds };
    }
  }

  async *mirror({ remoteId, songs, mode, ...order }: MirrorOrder, signal: AbortSignal): AsyncIterable<MirrorStep> {
    const request = { ...order, playlistId: remoteId, songs: songs.map(songMessage), mode: modeMessage(mode) };
    const open = (ended: AbortSignal) => this.playlists.mirrorPlaylist(request, { deadlineMs: listMs, signal: ended });
    for await (const { progress, result } of endIfSilent(open, silence(signal))) {
      if (progress !== undefined) yield { kind: 'progress', ...progress };
      if (result !== undefined) yield { kind: 'mirrored', result: toResult(result) };
    }
  }

  async *plays(limit: number, signal: AbortSignal): AsyncIterable<readonly Play[]> {
    const open = (ended: AbortSignal) => this.played.listPlays({ limit }, { deadlineMs: listMs, signal: ended });
    for await (const { plays } of endIfSilent(open, silence(signal))) {
      yield plays.flatMap(({ id, track, playedAt }) => onTrack(track, (played) => ({ id, track: played, playedAt })));
    }
  }

  async *playCounts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    const open = (ended: AbortSignal) => this.played.listPlayCounts({}, { deadlineMs: listMs, signal: ended });
    for await (const { counts } of endIfSilent(open, silence(signal))) {
      yield counts.flatMap(({ track, count, lastPlayedAt }) =>
        onTrack(track, (played) => ({ track: played, count, lastPlayedAt: lastPlayedAt || undefined })),
      );
    }
  }
}

const silence = (signal: AbortSignal) => ({ silentMs, signal, what: 'media-server' });

/** proto3 allows it to be absent, although it never is. */
const onTrack = <T>(track: playlistsV1.Track | undefined, make: (track: ReturnType<typeof toTrack>) => T): T[] =>
  track === undefined ? [] : [make(toTrack(track))];
