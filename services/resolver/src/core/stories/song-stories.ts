import { Fault } from '@catalogsync/faults';
import type { ManualMatch, ManualMatches, RefusedFile, RejectedFiles, SongKey, SourceTrackId } from '../choices/choices.js';
import type { DownloadRecord } from '../downloads/model.js';
import type { DownloadStore, QuarantinedFile, QuarantineStore } from '../downloads/ports.js';
import type { DecisionHistory } from '../ranking/ranking-store.js';
import type { RecordedSearch } from '../ranking/recorded-search.js';

const mostDownloads = 20;
const mostHashes = 100;

/** What the resolver remembers of a song, each newest first. */
export interface SongStory {
  readonly searches: readonly RecordedSearch[];
  readonly downloads: readonly DownloadRecord[];
  /** The recording that a person chose. */
  readonly match: ManualMatch | undefined;
  readonly refused: readonly RefusedFile[];
  readonly quarantined: readonly QuarantinedFile[];
}

export interface SongStoriesParts {
  readonly history: Pick<DecisionHistory, 'ofSong'>;
  readonly downloads: Pick<DownloadStore, 'ofSong'>;
  readonly matches: Pick<ManualMatches, 'find'>;
  readonly rejected: Pick<RejectedFiles, 'among'>;
  readonly quarantine: Pick<QuarantineStore, 'ofDownloads'>;
}

/** Tells the stories of songs. Changes nothing. */
export class SongStories {
  constructor(private readonly parts: SongStoriesParts) {}

  /**
   * @param sha256s hashes of files that the song has or had
   * @throws Fault `invalid_argument` for too many of them; the signal's reason
   */
  async of(song: SongKey, sha256s: readonly string[], signal: AbortSignal): Promise<SongStory> {
    if (sha256s.length > mostHashes) throw new Fault('invalid_argument', `more than ${mostHashes} hashes`);
    const { history, downloads: records, matches, rejected, quarantine } = this.parts;
    const searches = await history.ofSong(song, signal);
    const downloads = await records.ofSong(song, mostDownloads);
    const quarantined = await quarantine.ofDownloads(downloads.map(({ id }) => id));
    const match = await matches.find(song, signal);
    const delivered = downloads.flatMap(({ file }) => file ?? []);
    const tracks: SourceTrackId[] = [
      { source: song.platform, remoteId: song.remoteId },
      ...(match === undefined ? [] : [{ source: match.source, remoteId: match.sourceRemoteId }]),
      ...searches.flatMap(({ result }) => result?.chosen ?? []),
      ...downloads.flatMap(({ attempts }) =>
        attempts.flatMap(({ source, remoteId }) => (remoteId === undefined ? [] : { source, remoteId })),
      ),
      ...quarantined,
      ...delivered,
    ];
    const hashes = new Set([...sha256s, ...quarantined.map(({ sha256 }) => sha256), ...delivered.map(({ sha256 }) => sha256)]);
    return { searches, downloads, match, refused: await rejected.among(eachOnce(tracks), [...hashes]), quarantined };
  }
}

function eachOnce(tracks: readonly SourceTrackId[]): SourceTrackId[] {
  return [...new Map(tracks.map((track) => [`${track.source}\n${track.remoteId}`, track])).values()];
}
