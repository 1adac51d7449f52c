import { splitArtists } from '@catalogsync/catalog';
import { healthOf } from '../../../core/sources/answers.js';
import { announcedAudio, describedTrack, splitArtistTitle } from '../../../core/sources/described.js';
import type { HealthChecker, SourceHealth } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { unexpected } from '../layout.js';
import type { ListenBrainzClient } from './client.js';
import { isMbid, trackOfMetadata } from './tracks.js';

/** Recordings as ListenBrainz names them. It has no files. */
export class ListenBrainzSource implements TrackSearcher, TrackRefresher, HealthChecker {
  constructor(
    private readonly client: ListenBrainzClient,
    private readonly hasToken: boolean,
  ) {}

  /** The service looks up one recording by artist and title; it finds nothing for words alone. */
  async searchTracks({ target }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const typed = splitArtistTitle(target.title);
    const [artist = typed.artist ?? ''] = target.artists;
    const title = target.artists.length === 0 ? typed.title : target.title;
    const found = await this.client.lookup(artist, title, signal);
    const { recording_mbid: id = '', recording_name: name = '', artist_credit_name: credit = '', release_name: album } = found;
    if (id === '' && Object.keys(found).length > 0) {
      throw unexpected('listenbrainz metadata/lookup', 'recording_mbid is missing');
    }
    if (id === '' || name === '') return [];
    const artists = splitArtists(credit, target.artists).map((one) => ({ remoteId: undefined, name: one }));
    return [hitOf(describedTrack({ remoteId: id, name, artists, album }))];
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const id = remoteId.toLowerCase();
    const found = isMbid(id) ? await this.client.recording(id, signal) : undefined;
    const track = found && trackOfMetadata(id, found);
    return track && hitOf(track);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      const user = this.hasToken ? await this.client.userOfToken(signal) : undefined;
      await this.client.chart('all_time', 1, signal);
      return user === undefined ? 'ListenBrainz, without a token: no private playlists and no search' : `ListenBrainz, as ${user}`;
    }, signal);
  }
}

function hitOf(track: SourceTrack): SearchHit {
  return { track, audio: announcedAudio({ durationMs: track.durationMs }), fetchKey: undefined, trial: false };
}
