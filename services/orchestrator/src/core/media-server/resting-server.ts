import type { MediaServerPeer, MediaServerStatus, MirrorOrder, MirrorStep, Play, ScanStep, TrackPlays } from './media-server-peer.js';

/** As long as this, in milliseconds, a server that did not answer is not asked again. */
const restMs = 30_000;

/** Keeps hundreds of playlists from waiting for a media server that is switched off, each for itself. */
export class RestingServer implements MediaServerPeer {
  private away: { readonly status: MediaServerStatus; readonly until: number } | undefined;

  constructor(
    private readonly server: MediaServerPeer,
    private readonly now: () => number,
  ) {}

  async status(signal: AbortSignal): Promise<MediaServerStatus> {
    if (this.away !== undefined && this.now() < this.away.until) return this.away.status;
    const status = await this.server.status(signal);
    this.away = status.connected ? undefined : { status, until: this.now() + restMs };
    return status;
  }

  scan(folders: readonly string[], waitSeconds: number, signal: AbortSignal): AsyncIterable<ScanStep> {
    return this.server.scan(folders, waitSeconds, signal);
  }

  mirror(order: MirrorOrder, signal: AbortSignal): AsyncIterable<MirrorStep> {
    return this.server.mirror(order, signal);
  }

  plays(limit: number, signal: AbortSignal): AsyncIterable<readonly Play[]> {
    return this.server.plays(limit, signal);
  }

  playCounts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    return this.server.playCounts(signal);
  }
}
