import { Fault, toFault } from '@catalogsync/faults';
import type { Learning } from '../ranking/learning.js';
import type { WantedAlbum } from '../sources/albums.js';
import { givesAlbums, type Source } from '../sources/source.js';
import { type Candidate, isSure, type JudgedHit, type Offer } from './candidate.js';
import { type CandidateSearch, type Findings, nothingFound, type SourceQuestion } from './candidate-search.js';
import type { Turn } from './search-plan.js';

/** How a source's turn ended. */
export type SourceAnswer =
  /** Every hit, and the acceptable ones, best first. */
  | { readonly kind: 'answered'; readonly judged: readonly JudgedHit[]; readonly offers: readonly Offer[]; readonly elapsedMs: number }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly elapsedMs: number }
  /** Nobody is waiting for it any more. */
  | { readonly kind: 'abandoned' };

type Found = Pick<Extract<SourceAnswer, { kind: 'answered' }>, 'judged' | 'offers'>;

/** Gives one source its turn and tells its breaker the result. A failure counts only against that source, and is an answer like any other (behaviour 52). */
export class AskSource {
  constructor(
    private readonly search: CandidateSearch,
    private readonly learning: Learning,
  ) {}

  /** Never rejects. */
  async ask(turn: Turn, album: WantedAlbum | undefined, question: SourceQuestion): Promise<SourceAnswer> {
    const { source, rests } = turn;
    if (rests) return failed(new Fault('unavailable', 'it failed repeatedly and is paused for a while'));
    if (!source.configured) return failed(new Fault('failed_precondition', `${source.name} is not configured`, { retry: 'never' }));
    return this.answer(source, question, () => this.find(turn, album, question));
  }

  /** Asks a source again because more is known of the song by now. Never rejects. */
  again({ source }: Turn, before: readonly JudgedHit[], question: SourceQuestion): Promise<SourceAnswer> {
    return this.answer(source, question, async () => matching(await this.search.again(source, before, question)));
  }

  private async answer(source: Source, question: SourceQuestion, find: () => Promise<Found>): Promise<SourceAnswer> {
    const { standing, timing } = this.learning;
    const { searches } = standing;
    const startedAt = timing.elapsed();
    const elapsed = (): number => Math.round(timing.elapsed() - startedAt);
    try {
      const found = await find();
      searches.answered(source.name);
      return { kind: 'answered', ...found, elapsedMs: elapsed() };
    } catch (error) {
      if (question.signal.aborted) {
        searches.abandoned(source.name);
        return { kind: 'abandoned' };
      }
      const fault = toFault(error);
      searches.faulted(source.name, fault.retryAfterMs);
      return failed(fault, elapsed());
    }
  }

  private async find({ source, kind, remoteId }: Turn, album: WantedAlbum | undefined, question: SourceQuestion): Promise<Found> {
    if (kind === 'chosen') return this.chosen(source, remoteId, question);
    if (givesAlbums(source)) return matching(album === undefined ? nothingFound : await this.search.album(source, album, question));
    return matching(kind === 'own' ? await this.own(source, remoteId, question) : await this.search.search(source, question));
  }

  /** The song's own source knows it by its id (behaviour 32). It is searched only if that is not sure enough (33, 34). */
  private async own(source: Source, remoteId: string | undefined, question: SourceQuestion): Promise<Findings> {
    const known = await this.refresh(source, remoteId, question);
    const best = known.candidates[0];
    if ((best !== undefined && isSure(offer(best))) || source.searcher === undefined) return known;
    const found = await this.search.search(source, question);
    const seen = new Set(found.judged.map(({ hit }) => hit.track.remoteId));
    const judged = [...found.judged, ...known.judged.filter(({ hit }) => !seen.has(hit.track.remoteId))];
    return { judged, candidates: found.candidates.length > 0 ? found.candidates : known.candidates };
  }

  /** An unreadable answer may concern only that track; the search may still work. */
  private async refresh(source: Source, remoteId: string | undefined, question: SourceQuestion): Promise<Findings> {
    try {
      return await this.search.refresh(source, remoteId, question);
    } catch (error) {
      const fault = toFault(error);
      if (question.signal.aborted || source.searcher === undefined || fault.code !== 'data_corrupt') throw fault;
      return nothingFound;
    }
  }

  /** A person may choose a clip or another version, but not a hit without a file or a refused one. */
  private async chosen(source: Source, remoteId: string | undefined, question: SourceQuestion): Promise<Found> {
    const judged = await this.search.byId(source, remoteId, question);
    if (judged === undefined) return { judged: [], offers: [] };
    const { excluded } = judged;
    const isUsable = excluded !== 'no_file' && excluded !== 'rejected_by_user' && excluded !== 'in_quarantine';
    return { judged: [judged], offers: isUsable ? [{ manual: true, judged }] : [] };
  }
}

function failed(fault: Fault, elapsedMs = 0): SourceAnswer {
  return { kind: 'failed', fault, elapsedMs };
}

function matching({ judged, candidates }: Findings): Found {
  return { judged, offers: candidates.map(offer) };
}

const offer = (judged: Candidate): Offer => ({ manual: false, judged });
