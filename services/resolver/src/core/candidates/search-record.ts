import { compareCandidates, type QualityProfile } from '@catalogsync/catalog';
import type { Fault, FaultCode } from '@catalogsync/faults';
import type { Attempt, AttemptOutcome, Verification } from '../ranking/evidence.js';
import type { Source } from '../sources/source.js';
import type { SourceAnswer } from './ask-source.js';
import { type Candidate, isKnownFromBefore, isSure, type Offer } from './candidate.js';
import { choosable } from './candidate-search.js';
import { describeHits, inWordsOf } from './explain.js';
import type { Turn } from './search-plan.js';

/** The result of asking one source. */
export interface AskedSource {
  readonly source: string;
  /** `sure`: its recording ends the search; `reserve`: tried after all sources were asked. */
  readonly outcome: 'sure' | 'reserve' | 'nothing' | 'failed';
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
  /** The source that was asked, as it was opened then. */
  readonly from: Source;
  readonly trial: AskedSource;
  readonly fault: Fault | undefined;
  /** For the statistics; undefined where nothing counts: the song's own source (behaviour 40), a person's choice, a paused source. */
  outcome: AttemptOutcome | undefined;
  readonly sure: readonly Offer[];
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

  /** Sure recordings end the search; the rest is kept in reserve (behaviours 35, 38, 51). */
  answered(turn: Turn, { judged, offers, elapsedMs }: Extract<SourceAnswer, { kind: 'answered' }>): Entry {
    const taken = offers.slice(0, mostOffers);
    const sure = taken.filter(isSure);
    const weak = taken.flatMap((offer) => (offer.manual || isSure(offer) ? [] : [offer.judged]));
    const outcome = sure.length > 0 ? 'sure' : weak.length > 0 ? 'reserve' : 'nothing';
    const [best] = taken;
    const described = best === undefined ? describeHits(judged) : inWordsOf(best.judged);
    const detail = turn.kind === 'chosen' ? describeChosen(turn, sure) : described;
    const knownFromBefore = judged.filter(isKnownFromBefore).length;
    const trial = { source: turn.source.name, outcome, elapsedMs, hits: judged.length, knownFromBefore, detail, code: undefined } as const;
    return this.add({ from: turn.source, trial, fault: undefined, outcome: turn.kind === 'other' ? 'missed' : undefined, sure, weak });
  }

  failed({ source, kind, rests }: Turn, fault: Fault, elapsedMs: number): Entry {
    const { code, message: detail } = fault;
    const trial = { source: source.name, outcome: 'failed', elapsedMs, hits: 0, knownFromBefore: 0, detail, code } as const;
    return this.add({ from: source, trial, fault, outcome: kind === 'other' && !rests ? 'fault' : undefined, sure: [], weak: [] });
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

  private add(turn: Omit<Entry, 'isDown' | 'verified'>): Entry {
    const entry: Entry = { ...turn, isDown: false, verified: undefined };
    this.entries.push(entry);
    return entry;
  }
}

function describeChosen({ source }: Turn, offers: readonly Offer[]): string {
  return offers.length > 0 ? 'chosen by a person' : `${source.name} no longer offers the recording that a person chose`;
}
