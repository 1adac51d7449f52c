import { compareCandidates, type QualityProfile } from '@catalogsync/catalog';
import type { Fault, FaultCode } from '@catalogsync/faults';
import type { Attempt, AttemptOutcome, Verification } from '../ranking/evidence.js';
import type { SearchResult, SearchTrial } from '../ranking/recorded-search.js';
import { type Source, whyNoFiles } from '../sources/source.js';
import type { SourceAnswer } from './ask-source.js';
import { type Candidate, isKnownFromBefore, isSure, type JudgedHit, type Offer } from './candidate.js';
import { choosable } from './candidate-search.js';
import { chosenRecording, describeHits, inWordsOf } from './explain.js';
import type { Turn } from './search-plan.js';

/** The result of asking one source. */
export interface AskedSource {
  readonly source: string;
  /** `sure`: its recording ends the search; `reserve`: tried after all sources were asked; `no_files`: it gives none, and was not asked. */
  readonly outcome: 'sure' | 'reserve' | 'nothing' | 'failed' | 'no_files';
  readonly elapsedMs: number;
  readonly hits: number;
  /** Hits that are the song, but that a person refused or has not decided on. */
  readonly knownFromBefore: number;
  /** One line for a person. */
  readonly detail: string;
  /** Only if it failed. */
  readonly code: FaultCode | undefined;
}

/** What happened to an offered recording. */
export type OfferVerdict =
  /** It was chosen without checking its file. */
  | 'chosen'
  /** Its file passed every check. */
  | 'verified'
  /** Its file failed a check, or never arrived. */
  | 'refused'
  /** The same applies to all others of that source. */
  | 'source_down';

/** One turn and its result. */
export interface Entry {
  readonly turn: Turn;
  readonly trial: AskedSource;
  /** Every hit; none if it failed. */
  readonly judged: readonly JudgedHit[];
  fault: Fault | undefined;
  /** For the statistics; undefined where nothing counts: the song's own source (behaviour 40), a person's choice, a paused source. */
  outcome: AttemptOutcome | undefined;
  sure: readonly Offer[];
  /** Kept in reserve, best first. */
  weak: readonly Candidate[];
  isDown: boolean;
  /** Undefined until a file was checked, and while the next one is fetched. */
  verified: boolean | undefined;
}

/** Most recordings offered per source; if this many files fail, the next ones will too. */
const mostOffers = 3;

/** The results of one search's turns, in order. */
export class SearchRecord {
  private readonly entries: Entry[] = [];
  private readonly withoutFiles: AskedSource[] = [];

  /** A source that gives no files: what it says of itself. */
  leftOut(source: Source): AskedSource {
    const detail = whyNoFiles(source) ?? 'gives no files';
    const asked = { source: source.name, outcome: 'no_files', elapsedMs: 0, hits: 0, knownFromBefore: 0, detail, code: undefined } as const;
    this.withoutFiles.push(asked);
    return asked;
  }

  /** Sure recordings end the search; the rest is kept in reserve (behaviours 35, 38, 51). */
  answered(turn: Turn, { judged, offers, elapsedMs }: Extract<SourceAnswer, { kind: 'answered' }>): Entry {
    const { taken, sure, weak } = sorted(offers);
    const outcome = sure.length > 0 ? 'sure' : weak.length > 0 ? 'reserve' : 'nothing';
    const [best] = taken;
    const described = best === undefined ? describeHits(judged) : inWordsOf(best.judged);
    const detail = turn.kind === 'chosen' ? describeChosen(turn, sure) : described;
    const knownFromBefore = judged.filter(isKnownFromBefore).length;
    const trial = { source: turn.source.name, outcome, elapsedMs, hits: judged.length, knownFromBefore, detail, code: undefined } as const;
    return this.add({ turn, trial, judged, fault: undefined, outcome: turn.kind === 'other' ? 'missed' : undefined, sure, weak });
  }

  /**
   * What a source offers once more is known of the song, in place of what it offered before. It was asked once, whatever it answers now:
   * a failure is only a reason to try again later.
   */
  renewed(entry: Entry, answer: SourceAnswer): void {
    if (answer.kind === 'answered') {
      const { sure, weak } = sorted(answer.offers);
      entry.sure = sure;
      entry.weak = weak;
    }
    if (answer.kind === 'failed') entry.fault ??= answer.fault;
  }

  /** Those that answered and can be asked again. */
  get open(): readonly Entry[] {
    return this.entries.filter(({ isDown, trial }) => !isDown && trial.outcome !== 'failed');
  }

  failed(turn: Turn, fault: Fault, elapsedMs: number): Entry {
    const { source, kind, rests } = turn;
    const { code, message: detail } = fault;
    const trial = { source: source.name, outcome: 'failed', elapsedMs, hits: 0, knownFromBefore: 0, detail, code } as const;
    const outcome = kind === 'other' && !rests ? 'fault' : undefined;
    return this.add({ turn, trial, judged: [], fault, outcome, sure: [], weak: [] });
  }

  /** Empties the reserve, in its order (behaviour 45). */
  takeReserve(profile: QualityProfile): readonly { readonly entry: Entry; readonly offer: Offer }[] {
    const kept = this.entries.flatMap((entry, position) =>
      entry.weak.map((judged) => ({ entry, judged, rank: choosable(judged, position) })),
    );
    for (const entry of this.entries) entry.weak = [];
    kept.sort((a, b) => compareCandidates(a.rank, b.rank, profile));
    return kept.map(({ entry, judged }) => ({ entry, offer: { manual: false, judged } }));
  }

  /** Its source has a recording that passed the gate, whatever happens to the file (behaviour 41). */
  offered(entry: Entry): void {
    if (entry.outcome !== undefined) entry.outcome = 'found';
    entry.verified = undefined;
  }

  /** @returns whether the search is over */
  judged(entry: Entry, verdict: OfferVerdict): boolean {
    switch (verdict) {
      case 'chosen':
        return true;
      case 'verified':
        entry.verified = true;
        return true;
      case 'refused':
        entry.verified = false;
        return false;
      case 'source_down':
        entry.verified = false;
        entry.isDown = true;
        return false;
    }
  }

  get faults(): readonly Fault[] {
    return this.entries.flatMap(({ fault }) => fault ?? []);
  }

  /** For the statistics: exactly the fallbacks that were tried (behaviour 39). */
  attempts(origin: string, at: number): Attempt[] {
    return this.entries.flatMap(({ trial, outcome }) =>
      outcome === undefined ? [] : [{ origin, source: trial.source, outcome, costMs: trial.elapsedMs, at }],
    );
  }

  /** One verdict per source whose files were checked, however many there were. */
  verifications(origin: string, at: number): Verification[] {
    return this.entries.flatMap(({ trial, outcome, verified }) =>
      outcome === undefined || verified === undefined ? [] : [{ origin, source: trial.source, verified, costMs: 0, at }],
    );
  }

  /** What is remembered of the search for the song. @param isOver false if it was left early */
  result(taken: Offer | undefined, isOver: boolean): Omit<SearchResult, 'manual'> {
    const entries = this.entries.map(({ trial, verified }) => trialOf(trial, verified, taken?.judged.source));
    const trials = [...this.withoutFiles.map((asked) => trialOf(asked, undefined, undefined)), ...entries];
    const outcome = taken !== undefined ? 'found' : isOver ? 'not_found' : 'unfinished';
    return { outcome, trials, chosen: taken && chosenRecording(taken.judged) };
  }

  private add(turn: Omit<Entry, 'isDown' | 'verified'>): Entry {
    const entry: Entry = { ...turn, isDown: false, verified: undefined };
    this.entries.push(entry);
    return entry;
  }
}

function sorted(offers: readonly Offer[]): { taken: readonly Offer[]; sure: Offer[]; weak: Candidate[] } {
  const taken = offers.slice(0, mostOffers);
  return { taken, sure: taken.filter(isSure), weak: taken.flatMap((offer) => (offer.manual || isSure(offer) ? [] : [offer.judged])) };
}

function describeChosen({ source }: Turn, offers: readonly Offer[]): string {
  return offers.length > 0 ? 'chosen by a person' : `${source.name} no longer offers the recording that a person chose`;
}

function trialOf(
  { source, outcome, elapsedMs, hits, detail, code }: AskedSource,
  verified: boolean | undefined,
  chosen: string | undefined,
): SearchTrial {
  const asked = { source, elapsedMs, hits, detail, code };
  if (source === chosen) return { ...asked, outcome: 'chosen' };
  if (verified === false) return { ...asked, outcome: 'refused' };
  if (outcome === 'failed' || outcome === 'nothing') return { ...asked, outcome };
  return { ...asked, outcome: outcome === 'no_files' ? 'nothing' : 'reserve' };
}
