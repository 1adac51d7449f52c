import type { Fault } from '@catalogsync/faults';
import type { ManualMatches } from '../choices/choices.js';
import { originOf } from '../ranking/evidence.js';
import type { Learning, Lesson } from '../ranking/learning.js';
import type { RankingDecision, RankingPolicyName } from '../ranking/ranking-decision.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import { AskSource, type SourceAnswer } from './ask-source.js';
import type { Offer } from './candidate.js';
import type { CandidateSearch, SourceQuestion, Terms } from './candidate-search.js';
import { type Knowledge, RecordingKnowledge } from './recording-knowledge.js';
import type { RecordingTaker } from './recording-taker.js';
import { chosenTurn, plannedTurns, planSearch, type SearchScope, type Turn, Turns, type WhenResting } from './search-plan.js';
import { type Entry, SearchRecord } from './search-record.js';
import { SearchRun } from './search-run.js';
import { inWords, wanted } from './song.js';

/** How sources are asked. */
interface AskingManner {
  /** Most milliseconds a call to a source may take, in place of its own limit (behaviour 49). */
  readonly timeoutMs: number | undefined;
  /** Undefined means as configured. */
  readonly policy: RankingPolicyName | undefined;
  /**
   * Whether to skip sources that failed repeatedly. That suits one of thousands of songs; for a single song that a
   * person waits for, asking them last is better.
   */
  readonly leavesResting: boolean;
}

export interface RecordingRequest {
  readonly scope: SearchScope;
  readonly terms: Terms;
  readonly manner: AskingManner;
}

export interface FoundRecording {
  /** What the taker took; undefined if it took nothing. */
  readonly taken: Offer | undefined;
  /** Whether a person chose the recording; then nothing else was searched. */
  readonly manual: boolean;
  /** How the fallbacks were ordered; undefined if there were none. */
  readonly decision: RankingDecision | undefined;
  /** Why sources did not answer, in the order asked. */
  readonly faults: readonly Fault[];
  /** What was found out about the recording because no hit was sure; undefined if that was not tried. */
  readonly knowledge: Knowledge | undefined;
}

export interface FindingSettings {
  /** In configured order; empty means every source. */
  readonly defaultSources: readonly string[];
  /** Searches that may run ahead of the current turn; 0 asks strictly one after the other. */
  readonly ahead: number;
  /** Longest time in ms to wait for ISRCs and other names if no hit is sure; 0 never asks for them. */
  readonly knowledgeMs: number;
}

/**
 * The one search for a song's recording: a person's choice, else the song's own source, else the others in learned
 * order. Sure recordings are offered when their source's turn ends. If there is none, the ISRCs and other names of the recording are
 * asked for, and the sources once more. Others, and albums that may contain the song, are offered only then. The first accepted
 * recording ends the search.
 */
export class FindRecording {
  private readonly asking: AskSource;
  private readonly knowledge: RecordingKnowledge;

  constructor(
    private readonly registry: SourceRegistry,
    search: CandidateSearch,
    private readonly learning: Learning,
    private readonly manual: ManualMatches,
    private readonly settings: FindingSettings,
  ) {
    this.asking = new AskSource(search, learning);
    const { standing, timing } = learning;
    this.knowledge = new RecordingKnowledge(registry, search, standing.searches, timing, settings.knowledgeMs);
  }

  /**
   * A failing source is a trial, not a fault.
   * @throws Fault `invalid_argument` for an invalid song; what the taker throws; the signal's reason
   */
  async find({ scope, terms, manner }: RecordingRequest, taker: RecordingTaker, signal: AbortSignal): Promise<FoundRecording> {
    const { registry, learning } = this;
    const { song, album } = scope;
    const plan = planSearch(scope, this.settings.defaultSources, registry);
    const question = { wanted: wanted(song, plan.origin), terms, timeoutMs: manner.timeoutMs, signal };
    const { remoteId } = song;
    const key = remoteId === undefined ? undefined : { platform: originOf(song.platform, registry), remoteId };
    const match = key === undefined ? undefined : await this.manual.find(key, signal);
    const names = match === undefined ? plan.fallbacks.map(({ name }) => name) : [];
    const ranked = await learning.order(plan.origin, names, manner.policy, signal);
    const order = ranked.order.map(({ source }) => source);
    const turns = match === undefined ? plannedTurns(plan, order, song) : { tracks: [chosenTurn(match, registry)], albums: [] };
    const whenResting: WhenResting = manner.leavesResting ? 'leave' : ranked.usesBreakers ? 'ask_last' : 'ask_in_place';
    const decision = names.length > 0 ? ranked : undefined;
    const record = new SearchRecord();
    const count = turns.tracks.length + turns.albums.length;
    const ask = (turn: Turn, options: SourceQuestion): Promise<SourceAnswer> => this.asking.ask(turn, album, options);
    const again = (entry: Entry, options: SourceQuestion): Promise<SourceAnswer> => this.asking.again(entry.turn, entry.judged, options);
    const learn = (): Promise<Knowledge | undefined> => this.knowledge.of(song, signal);
    const run = new SearchRun({
      ask,
      again,
      learn: match === undefined ? learn : nothing,
      record,
      taker,
      question,
      ...this.settings,
      count,
    });
    try {
      if (match === undefined) for (const source of plan.withoutFiles) await taker.asked(record.leftOut(source));
      const queue = (planned: readonly Turn[]): Turns => new Turns(planned, learning.standing, whenResting);
      const taken = await run.all(queue(turns.tracks), queue(turns.albums));
      return { taken, manual: match !== undefined, decision, faults: record.faults, knowledge: run.knowledge };
    } finally {
      // Keep what was learned before the caller left, too.
      const result = { ...record.result(run.taken, run.isOver), manual: match !== undefined };
      await this.remember(record, { origin: plan.origin, song: inWords(song), key, decision, result });
    }
  }

  private async remember(record: SearchRecord, search: Lesson['search']): Promise<void> {
    const at = this.learning.timing.now();
    const { origin } = search;
    await this.learning.remember({ attempts: record.attempts(origin, at), verifications: record.verifications(origin, at), search });
  }
}

const nothing = async (): Promise<undefined> => undefined;
