import { Fault } from '@catalogsync/faults';
import type { Song } from '../candidates/song.js';
import type { LinkFollower } from '../sources/follow-links.js';
import { requireConfigured } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { SourceTrack } from '../sources/source-track.js';

/** Songs as their own platforms describe them, by id or by the link that people share. */
export class LookUpSong {
  constructor(
    private readonly registry: SourceRegistry,
    private readonly links: LinkFollower,
  ) {}

  /**
   * @throws Fault `not_found` for an unknown source or song, `failed_precondition` for a source that is not configured,
   *   `unsupported` for one that looks up no songs, the source's own
   */
  async byId(name: string, remoteId: string, signal: AbortSignal): Promise<SourceTrack> {
    const source = this.registry.get(name);
    requireConfigured(source);
    if (source.refresher === undefined) throw new Fault('unsupported', `the source "${source.name}" looks up no songs`);
    const hit = await source.refresher.refreshTrack(remoteId, signal);
    if (hit === undefined) throw new Fault('not_found', `${source.name} has no song with the id ${remoteId}`);
    return hit.track;
  }

  /** @throws Fault `invalid_argument` if the link names no song; as `byId` */
  async byLink(link: string, signal: AbortSignal): Promise<Song> {
    const { platform, songId } = await this.links.songAt(link, signal);
    if (this.registry.find(platform) === undefined) {
      throw new Fault('unsupported', `the link is a song of ${platform}, which has no source here`, {
        hint: 'Give artist and title instead.',
      });
    }
    const { remoteId, name, artists, album, durationMs, isrc } = await this.byId(platform, songId, signal);
    return { platform, remoteId, title: name, artists: artists.map((artist) => artist.name), album, durationMs, isrc };
  }
}
