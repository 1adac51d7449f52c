import { describeRecording, matchPriority } from '@catalogsync/catalog';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import { announcedAudio } from '../../../core/sources/described.js';
import type { HealthChecker, SourceHealth } from '../../../core/sources/fetch.js';
import type { NamedSong, RecordingFacts, RecordingIdentifier } from '../../../core/sources/recording-facts.js';
import type { SearchHit, SearchRequest, SearchTarget, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { eachOnce } from '../hits.js';
import type { MusicBrainzClient } from './client.js';
import { exactQuery, isIsrc, looseQuery } from './query.js';
import { factsOf, isMbid, trackOfRecording } from './tracks.js';
import type { Recording } from './wire.js';

/** Recordings that are compared with a song before one is looked up. */
const considered = 25;

/** Platforms whose songs have the MBIDs of recordings as their ids. */
const platformsOfMbids: ReadonlySet<string | undefined> = new Set(['musicbrainz', 'listenbrainz']);

/** Recordings as MusicBrainz knows them, and what identifies them elsewhere. It has no files. */
export class MusicBrainzSource implements TrackSearcher, TrackRefresher, RecordingIdentifier, HealthChecker {
  constructor(private readonly client: MusicBrainzClient) {}

  async searchTracks({ target, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const found = await this.search(target, limit, signal);
    return eachOnce(
      found.map((recording) => hitOf(recording)),
      limit,
    );
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const id = remoteId.toLowerCase();
    const found = isMbid(id) ? await orNothing(['not_found'], () => this.client.recording(id, signal)) : undefined;
    return found && hitOf(found, id);
  }

  async identifyRecording(song: NamedSong, signal: AbortSignal): Promise<RecordingFacts | undefined> {
    const id = await this.idOf(song, signal);
    const recording = id && (await orNothing(['not_found'], () => this.client.recording(id, signal)));
    return recording ? factsOf(recording) : undefined;
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('isrc:GBAAA9900303', 1, signal);
      return 'MusicBrainz, one request a second';
    }, signal);
  }

  private async idOf(song: NamedSong, signal: AbortSignal): Promise<string | undefined> {
    const { platform, remoteId = '', isrc = '', artists } = song;
    if (platformsOfMbids.has(platform) && isMbid(remoteId)) return remoteId.toLowerCase();
    if (isIsrc(isrc)) {
      const shared = await orNothing(['not_found'], () => this.client.withIsrc(isrc, signal));
      const [first] = shared ?? [];
      if (first !== undefined) return (surelyThe(song, shared ?? []) ?? first).id;
    }
    if (artists.length === 0) return undefined;
    return surelyThe(song, await this.search({ ...song, isrc: undefined }, considered, signal))?.id;
  }

  private async search(target: SearchTarget, limit: number, signal: AbortSignal): Promise<readonly Recording[]> {
    const found = await this.client.search(exactQuery(target), limit, signal);
    return found.length > 0 ? found : this.client.search(looseQuery(target), limit, signal);
  }
}

/** The first of the best; the service's own score says only how it compares with the other hits. */
function surelyThe(song: NamedSong, recordings: readonly Recording[]): Recording | undefined {
  const wanted = describeRecording({ ...song, platform: undefined, remoteId: undefined });
  const sure = recordings.flatMap((recording) => {
    const { title, length: durationMs, 'artist-credit': credits } = recording;
    const artists = credits.map(({ name }) => name);
    const match = matchPriority(wanted, describeRecording({ title, artists, durationMs }, { names: song.artists }));
    return match.accepted && match.highConfidence ? [{ recording, priority: match.priority }] : [];
  });
  return sure.sort((a, b) => a.priority - b.priority)[0]?.recording;
}

function hitOf(recording: Recording, id = recording.id): SearchHit {
  const track = trackOfRecording(recording, id);
  return { track, audio: announcedAudio({ durationMs: track.durationMs }), fetchKey: undefined, trial: false };
}
