import { compareCandidates } from '@catalogsync/catalog';
import { Fault, type FaultCode, toFault } from '@catalogsync/faults';
import type { SearchHit } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import { type Candidate, fileSizeOf, isCandidate, type JudgedHit, type Judging, judge } from './candidate.js';
import type { WantedSong } from './song.js';
import { type CallOptions, type Deadline, withinTime } from './within-time.js';

/** What searching one source came to. */
export interface Findings {
  /** Every hit, in the source's order. */
  readonly judged: readonly JudgedHit[];
  /** Those that may be taken, best first. */
  readonly candidates: readonly Candidate[];
}

/** Enough for a song; more hits are other songs. */
const hitsWanted = 20;

/** Says that a track is not there, or that it cannot be asked for so; nothing is wrong with the source. */
const answers: ReadonlySet<FaultCode> = new Set(['not_found', 'unsupported', 'invalid_argument']);

/** Asks one source for a song and judges what comes, by the same rules for every source. */
export class CandidateSearch {
  constructor(
    private readonly judging: Judging,
    private readonly deadline: Deadline,
  ) {}

  /** One search by the song's keyword. @throws Fault as the source does, `timeout`; the signal's reason */
  async search(source: Source, wanted: WantedSong, options: CallOptions, judging = this.judging): Promise<Findings> {
    const { searcher } = source;
    if (searcher === undefined) return { judged: [], candidates: [] };
    const request = { keyword: wanted.keyword, target: wanted.song, limit: hitsWanted };
    const hits = await this.call(source, options, (signal) => searcher.searchTracks(request, signal));
    return this.findings(wanted, source, hits ?? [], judging);
  }

  /** The track of a known id, if the source can be asked for it. Throws as `search`. */
  async refresh(source: Source, wanted: WantedSong, remoteId: string, options: CallOptions): Promise<Findings> {
    const { refresher } = source;
    if (refresher === undefined || remoteId === '') return { judged: [], candidates: [] };
    const hit = await this.call(source, options, (signal) => refresher.refreshTrack(remoteId, signal));
    return this.findings(wanted, source, hit === undefined ? [] : [hit], this.judging);
  }

  /** The hit with that id, by refreshing or, where that cannot be done, among the hits of a search. Throws as `search`. */
  async byId(source: Source, wanted: WantedSong, remoteId: string, options: CallOptions): Promise<JudgedHit | undefined> {
    const { judged } =
      source.refresher === undefined ? await this.search(source, wanted, options) : await this.refresh(source, wanted, remoteId, options);
    return judged.find(({ hit }) => hit.track.remoteId === remoteId);
  }

  /** What a source offers for any words, or undefined if it answered that it has nothing. Throws as `search`. */
  async byWords(source: Source, words: string, wanted: WantedSong, limit: number, options: CallOptions): Promise<readonly JudgedHit[]> {
    const { searcher } = source;
    if (searcher === undefined) throw new Fault('unsupported', `the source "${source.name}" cannot be searched`);
    const request = { keyword: words, target: wanted.song, limit };
    const hits = await withinTime(source.name, options, this.deadline, (signal) => searcher.searchTracks(request, signal));
    return hits.slice(0, limit).map((hit) => judge(wanted, source.name, hit, this.judging));
  }

  private async call<T>(source: Source, options: CallOptions, call: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      return await withinTime(source.name, options, this.deadline, call);
    } catch (error) {
      const fault = toFault(error);
      if (!options.signal.aborted && answers.has(fault.code)) return undefined;
      throw fault;
    }
  }

  private findings(wanted: WantedSong, source: Source, hits: readonly SearchHit[], judging: Judging): Findings {
    const judged = hits.map((hit) => judge(wanted, source.name, hit, judging));
    const candidates = judged.filter(isCandidate).sort((a, b) => compareCandidates(choosable(a, 0), choosable(b, 0), judging.profile));
    return { judged, candidates };
  }
}

/** As `compareCandidates` looks at it. */
export function choosable(candidate: Candidate, sourcePosition: number) {
  const { match, quality } = candidate;
  return { candidate, match, quality, fileSizeBytes: fileSizeOf(candidate), sourcePosition };
}
