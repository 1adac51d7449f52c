import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
import { plainTrack } from '../../../core/sources/described.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, Pool, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import { shortfall } from '../totals.js';
import type { MusicBrainzClient } from './client.js';
import { coverOfRelease, isMbid, trackOfRelease } from './tracks.js';
import type { Release } from './wire.js';

const pool: Pool = { kind: 'playlist_square', externalId: 'musicbrainz', name: 'MusicBrainz' };

/** At one request a second, a page must not take a minute. */
const releasesPerPage = 20;

/** Releases as playlists of their tracks: those that the user names. */
export class MusicBrainzReleases implements PlaylistLister, PlaylistTrackLister {
  /** @param releases MBIDs */
  constructor(
    private readonly client: MusicBrainzClient,
    private readonly releases: readonly string[],
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const ids = [...new Set(this.releases.map((id) => id.toLowerCase()))];
    const same = (id: string): string => id;
    const { items, next } = await describedPage(ids, same, { ...page, limit: Math.min(page.limit, releasesPerPage) }, async (id) => {
      const release = await orNothing(['not_found'], () => this.read(id, signal));
      if (release === undefined) notices.push(`MusicBrainz has no release ${id}; see MUSICBRAINZ_PLAYLISTS`);
      return release && listed(id, release);
    });
    return { items: items.filter((one) => one !== undefined), next, notices };
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const release = await this.read(playlistId.toLowerCase(), signal);
    const tracks = tracksOf(release);
    const claimed = release.media.reduce((sum, medium) => sum + (medium['track-count'] ?? 0), 0);
    const notices = page.after === undefined ? shortfall(`the release "${release.title}"`, claimed, tracks.length) : [];
    return { ...pageByPosition(tracks, versionOf(tracks.map(plainTrack)), page), notices };
  }

  private async read(id: string, signal: AbortSignal): Promise<Release> {
    if (!isMbid(id)) throw new Fault('not_found', 'this is not the MBID of a release at MusicBrainz');
    return this.client.release(id, signal);
  }
}

/** Under the id that it was asked for by: a merged release keeps its old one here. */
function listed(remoteId: string, release: Release): SourcePlaylist {
  const artist = (release['artist-credit'] ?? []).map(({ name }) => name).join(', ');
  const name = artist === '' ? release.title : `${artist} - ${release.title}`;
  const coverUrl = coverOfRelease(release);
  return { remoteId, name, pools: [pool], version: versionOf([name, tracksOf(release).map(plainTrack)]), ...(coverUrl && { coverUrl }) };
}

function tracksOf(release: Release): SourceTrack[] {
  return release.media.flatMap(({ position, tracks = [] }, at) =>
    tracks.map((track) => trackOfRelease(release, position ?? at + 1, track)),
  );
}
