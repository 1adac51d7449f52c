import { Fault } from '@catalogsync/faults';
import { plainTrack } from '../../../core/sources/described.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, Pool, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import { listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { MusicBrainzClient } from './client.js';
import { coverOfRelease, isMbid, trackOfRelease } from './tracks.js';
import type { Release } from './wire.js';

const pool: Pool = { kind: 'named', externalId: 'musicbrainz', name: 'MusicBrainz' };

/** At one request a second, a page must not take a minute. */
const releasesPerPage = 20;

/** Releases as playlists of their tracks: those that the user names. */
export class MusicBrainzReleases implements PlaylistLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.whole(id, signal));

  /** @param releases MBIDs */
  constructor(
    private readonly client: MusicBrainzClient,
    private readonly releases: readonly string[],
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const ids = this.releases.map((id) => id.toLowerCase());
    const describe = async ({ id }: PooledList<undefined>) => listed(id, await this.read(id, signal));
    const missing = (id: string): string => `MusicBrainz has no release ${id}; see MUSICBRAINZ_PLAYLISTS`;
    return listedPage({ lists: listedOnce(namedLists(ids, pool)), describe, missing, most: releasesPerPage }, page);
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId.toLowerCase(), page, signal);
  }

  private async whole(id: string, signal: AbortSignal): Promise<WholeList> {
    const release = await this.read(id, signal);
    const tracks = tracksOf(release);
    const counts = release.media.map((medium) => medium['track-count']);
    const claimed = counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
    return { tracks, notices: countNotices({ service: 'MusicBrainz', list: `"${release.title}"`, claimed, came: tracks.length }) };
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
