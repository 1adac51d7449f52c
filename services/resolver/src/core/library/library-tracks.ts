import { describeRecording, matchPriority } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import { announcedAudio, describedTrack } from '../sources/described.js';
import { type FetchedFile, type FetchRequest, stagedTrack, type TrackFetcher } from '../sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../sources/search.js';
import { extensionOf, type FileKey } from './model.js';
import { describeListed, type Lookup, lookupsFor, searchKeyRules, searchKeysOf } from './search-keys.js';
import { describeTrack, type ListedFile } from './track-description.js';

/** The library's files by name. Reads see the committed view. */
export interface LibraryIndex {
  /** Whether some files of the view lack keys made by these rules. */
  isPending(rules: number, signal: AbortSignal): Promise<boolean>;
  /** Gives the next batch of them their keys, in one transaction. @throws Fault `canceled` */
  fill(rules: number, keysOf: (file: ListedFile) => readonly string[], signal: AbortSignal): Promise<void>;
  /** Files that have one of the keys, each track's own file only. */
  find(keys: readonly string[], limit: number, signal: AbortSignal): Promise<readonly ListedFile[]>;
  track(trackId: string, signal: AbortSignal): Promise<ListedFile | undefined>;
}

/** `out_of_reach`: its folder cannot be read, or its volume is not mounted. */
export type Presence = 'there' | 'gone' | 'out_of_reach';

/** The files themselves. */
export interface LibraryFiles {
  presence(file: FileKey): Promise<Presence>;
  /**
   * Copies a file, and never changes it or links to it. Leaves nothing at `to` after a failure.
   * @throws Fault `not_found`, `data_corrupt` for more than `maxBytes`, `unavailable` if it changes during the copy
   *   or is out of reach, `permission_denied`, `disk_full`, `canceled`
   */
  copy(file: FileKey, to: string, request: Pick<FetchRequest, 'maxBytes' | 'report'>, signal: AbortSignal): Promise<void>;
}

/** Songs that the user already owns: found in the index of the last scan, delivered as copies. */
export class LibraryTracks implements TrackSearcher, TrackRefresher, TrackFetcher {
  constructor(
    private readonly index: LibraryIndex,
    private readonly files: LibraryFiles,
  ) {}

  /** The first search after a scan gives new files their keys, so that scans do not pay for searches that may never come. */
  async searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    while (await this.index.isPending(searchKeyRules, signal)) await this.index.fill(searchKeyRules, searchKeysOf, signal);
    if (signal.aborted) throw toFault(signal.reason);
    return this.present(await this.find(request, signal), request.limit, signal);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const file = await this.index.track(remoteId, signal);
    if (file === undefined) return undefined;
    const [hit] = await this.present([file], 1, signal);
    return hit;
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const file = await this.index.track(request.fetchKey, signal);
    if (file === undefined) throw new Fault('not_found', 'the library has no such track');
    const path = stagedTrack(request, extensionOf(file.path));
    await this.files.copy(file, path, request, signal);
    return { path };
  }

  /** Matches first, surest first; then files with the same names. */
  private async find(request: SearchRequest, signal: AbortSignal): Promise<readonly ListedFile[]> {
    const wanted = describeRecording(request.target);
    const found = new Map<string, { readonly file: ListedFile; readonly priority: number }>();
    const look = async ({ keys, limit, onlyMatches }: Lookup): Promise<boolean> => {
      let matched = false;
      for (const file of await this.index.find(keys, limit, signal)) {
        const match = matchPriority(wanted, describeListed(file, request.target.artists));
        matched ||= match.accepted;
        const priority = match.accepted ? match.priority : Number.POSITIVE_INFINITY;
        if ((match.accepted || !onlyMatches) && !found.has(file.trackId)) found.set(file.trackId, { file, priority });
      }
      return matched;
    };
    // Without artists there is no sure match, so any file with the same names will do.
    const enough = (matched: boolean): boolean => matched || (wanted.artists.artists.length === 0 && found.size > 0);
    for (const step of lookupsFor(request, wanted)) if (enough(await look(step))) break;
    return [...found.values()].sort((a, b) => compare(a.priority, b.priority)).map(({ file }) => file);
  }

  /**
   * The files that are still where the index says.
   * @throws Fault `unavailable` if none are left because their folders are out of reach
   */
  private async present(files: readonly ListedFile[], limit: number, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const hits: SearchHit[] = [];
    let outOfReach: ListedFile | undefined;
    for (const file of files) {
      if (signal.aborted) throw toFault(signal.reason);
      if (hits.length >= limit) break;
      const presence = await this.files.presence(file);
      if (presence === 'there') hits.push(toHit(file));
      if (presence === 'out_of_reach') outOfReach ??= file;
    }
    if (hits.length > 0 || outOfReach === undefined) return hits;
    throw new Fault('unavailable', `the library folder ${outOfReach.root} is out of reach`, { hint: 'Is its volume mounted?' });
  }
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function toHit(file: ListedFile): SearchHit {
  const { bitrate, sampleRate, bitDepth, durationMs } = file.tags;
  const audio = { ext: extensionOf(file.path), bitrate, sampleRate, bitDepth, durationMs, fileSizeBytes: file.size };
  return { track: describedTrack(describeTrack(file)), audio: announcedAudio(audio), fetchKey: file.trackId, trial: false };
}
