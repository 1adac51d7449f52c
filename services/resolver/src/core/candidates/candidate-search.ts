import { compareCandidates, type QualityProfile } from '@catalogsync/catalog';
import { Fault, type FaultCode, toFault } from '@catalogsync/faults';
import type { RejectedFiles } from '../choices/choices.js';
import { type CallOptions, type Deadline, withinTime } from '../gate/timing.js';
import { pickAlbum, type WantedAlbum } from '../sources/albums.js';
import { announcedAudio, describedTrack } from '../sources/described.js';
import type { RecordingFacts } from '../sources/recording-facts.js';
import type { SearchHit } from '../sources/search.js';
import { type AlbumSource, requireConfigured, type Source } from '../sources/source.js';
import { type Candidate, fileSizeOf, isCandidate, type JudgedHit, judge } from './candidate.js';
import type { Song, WantedSong } from './song.js';

/** The conditions for accepting a hit as the song. */
export interface Terms {
  readonly profile: QualityProfile;
  /** Those ids whose tracks at the source wait in quarantine for a decision; without this function, none do. */
  readonly held?: (source: string, remoteIds: readonly string[], signal: AbortSignal) => Promise<ReadonlySet<string>>;
}

/** One question to a source: which song, which conditions, which time limit. */
export interface SourceQuestion extends CallOptions {
  readonly wanted: WantedSong;
  readonly terms: Terms;
}

/** The result of searching one source. */
export interface Findings {
  /** Every hit, in the source's order. */
  readonly judged: readonly JudgedHit[];
  /** The acceptable ones, best first. */
  readonly candidates: readonly Candidate[];
}

export const nothingFound: Findings = { judged: [], candidates: [] };

/** Enough for one song; further hits are other songs. */
const hitsWanted = 30;
/** Albums considered; those further down are different ones. */
const albumsWanted = 10;

/** Codes for a missing track or an unsupported question; the source itself is fine. */
const answers: ReadonlySet<FaultCode> = new Set(['not_found', 'unsupported', 'invalid_argument']);

/** Asks one source for a song and judges the hits by the same rules for every source. */
export class CandidateSearch {
  constructor(
    private readonly rejected: RejectedFiles,
    private readonly deadline: Deadline,
  ) {}

  /** One search by the song's keyword. @throws Fault as the source does, `timeout`; the signal's reason */
  async search(source: Source, question: SourceQuestion): Promise<Findings> {
    const { searcher } = source;
    if (searcher === undefined) return nothingFound;
    const { keyword, song } = question.wanted;
    const request = { keyword, target: song, limit: hitsWanted };
    const hits = await this.call(source, question, (signal) => searcher.searchTracks(request, signal));
    return this.findings(source, distinctHits(hits ?? []), question);
  }

  /** The track with a known id, if the source can look it up. Throws as `search`. */
  async refresh(source: Source, remoteId: string | undefined, question: SourceQuestion): Promise<Findings> {
    const { refresher } = source;
    if (refresher === undefined || remoteId === undefined) return nothingFound;
    const hit = await this.call(source, question, (signal) => refresher.refreshTrack(remoteId, signal));
    return this.findings(source, hit === undefined ? [] : [hit], question);
  }

  /** The hit with that id, by refreshing or, if the source cannot do that, from a search. Throws as `search`. */
  async byId(source: Source, remoteId: string | undefined, question: SourceQuestion): Promise<JudgedHit | undefined> {
    const { judged } =
      source.refresher === undefined ? await this.search(source, question) : await this.refresh(source, remoteId, question);
    return judged.find(({ hit }) => hit.track.remoteId === remoteId);
  }

  /**
   * The hits of earlier, judged again because more is known of the song; unless one is sure now, with those of another search. Throws
   * as `search`.
   */
  async again(source: Source, before: readonly JudgedHit[], question: SourceQuestion): Promise<Findings> {
    const earlier = before.map(({ hit }) => hit);
    const known = await this.findings(source, earlier, question);
    if (known.candidates[0]?.match.highConfidence === true || source.searcher === undefined) return known;
    const found = (await this.search(source, question)).judged.map(({ hit }) => hit);
    const seen = new Set(found.map(({ track }) => track.remoteId));
    return this.findings(source, [...found, ...earlier.filter(({ track }) => !seen.has(track.remoteId))], question);
  }

  /** What a source knows of the song's recording; undefined if it is not sure which that is. Throws as `search`. */
  identify(source: Source, song: Song, options: CallOptions): Promise<RecordingFacts | undefined> {
    return this.call(source, options, async (signal) => source.identifier?.identifyRecording(song, signal));
  }

  /**
   * The song's album as a candidate for the song. Only the fetched album shows whether the song is on it, and in what
   * quality. At most one, because each is fetched whole. Throws as `search`.
   */
  async album(source: AlbumSource, album: WantedAlbum, question: SourceQuestion): Promise<Findings> {
    const { song } = question.wanted;
    const request = { artist: album.artists[0] ?? '', album: album.album, limit: albumsWanted };
    const albums = await this.call(source, question, (signal) => source.albumSearcher.searchAlbums(request, signal));
    const picked = pickAlbum(albums ?? [], album);
    if (picked === undefined) return nothingFound;
    const track = describedTrack({
      // Names the song in the album: one refused file must not block the album's other songs.
      remoteId: `${picked.remoteId}/${song.title}`,
      name: song.title,
      artists: song.artists.map((name) => ({ remoteId: undefined, name })),
      album: picked.name,
      albumArtist: picked.artist,
      year: picked.year,
    });
    const hit = { track, audio: announcedAudio({}), fetchKey: picked.fetchKey, trial: false };
    const judged = (await this.judged(source, [hit], question)).map((one) =>
      one.excluded === 'below_quality' ? { ...one, excluded: undefined } : one,
    );
    return { judged, candidates: judged.filter(isCandidate) };
  }

  /**
   * What a source offers for a free-text query.
   * @throws Fault as the source does, `unsupported`, `failed_precondition` for one not configured, `timeout`; the signal's reason
   */
  async byWords(source: Source, words: string, limit: number, question: SourceQuestion): Promise<readonly JudgedHit[]> {
    const { searcher } = source;
    if (searcher === undefined) throw new Fault('unsupported', `the source "${source.name}" cannot be searched`);
    requireConfigured(source);
    const request = { keyword: words, target: question.wanted.song, limit };
    const hits = await withinTime(source.name, question, this.deadline, (signal) => searcher.searchTracks(request, signal));
    return this.judged(source, hits.slice(0, limit), question);
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

  private async findings(source: Source, hits: readonly SearchHit[], question: SourceQuestion): Promise<Findings> {
    const judged = await this.judged(source, hits, question);
    const { profile } = question.terms;
    const candidates = judged.filter(isCandidate).sort((a, b) => compareCandidates(choosable(a, 0), choosable(b, 0), profile));
    return { judged, candidates };
  }

  private async judged(source: Source, hits: readonly SearchHit[], question: SourceQuestion): Promise<JudgedHit[]> {
    if (hits.length === 0) return [];
    const { wanted, terms, signal } = question;
    const ids = hits.map(({ track }) => track.remoteId);
    const rejected = await this.rejected.rejectedTracks(source.name, ids, signal);
    const held = (await terms.held?.(source.name, ids, signal)) ?? new Set<string>();
    const judging = { profile: terms.profile, rejected, held };
    return hits.map((hit) => judge(wanted, source.name, hit, judging));
  }
}

/** In the form that `compareCandidates` reads. */
export function choosable(candidate: Candidate, sourcePosition: number) {
  const { match, quality } = candidate;
  return { match, quality, fileSizeBytes: fileSizeOf(candidate), sourcePosition };
}

/** Equal answers of one source collapsed to the first of them (behaviour 195). */
function distinctHits(hits: readonly SearchHit[]): SearchHit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const keys = [`id ${hit.track.remoteId} ${hit.fetchKey}`, contentKey(hit)];
    const isNew = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return isNew;
  });
}

/** The same file listed twice under different ids; without a size they cannot be told to be the same. */
function contentKey({ track, audio, fetchKey }: SearchHit): string {
  if (audio.fileSizeBytes === undefined) return `file ${fetchKey}`;
  const names = track.artists.map(({ name }) => name);
  return `content ${JSON.stringify([track.name, names, track.album, audio.ext, audio.fileSizeBytes, audio.durationMs])}`;
}
