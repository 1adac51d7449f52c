import { Fault, toFault } from '@catalogsync/faults';
import type { SourceAnswer } from './ask-source.js';
import type { Offer } from './candidate.js';
import type { SourceQuestion } from './candidate-search.js';
import { informedSong } from './informed-song.js';
import type { Knowledge } from './recording-knowledge.js';
import type { RecordingTaker } from './recording-taker.js';
import type { Turn, Turns } from './search-plan.js';
import type { Entry, SearchRecord } from './search-record.js';

export interface SearchParts {
  readonly ask: (turn: Turn, question: SourceQuestion) => Promise<SourceAnswer>;
  readonly again: (entry: Entry, question: SourceQuestion) => Promise<SourceAnswer>;
  readonly learn: () => Promise<Knowledge | undefined>;
  readonly record: SearchRecord;
  readonly taker: RecordingTaker;
  readonly question: SourceQuestion;
  readonly ahead: number;
  /** Eligible sources. */
  readonly count: number;
}

interface Asked {
  readonly turn: Turn;
  readonly answer: Promise<SourceAnswer>;
}

/** One song on its way through the sources. */
export class SearchRun {
  private position = 0;
  /** What `informed` found out. */
  knowledge: Knowledge | undefined;

  /** What the taker took, and whether the search came to its end. */
  taken: Offer | undefined;
  isOver = false;

  constructor(private readonly parts: SearchParts) {}

  /** The whole search: sure recordings of single songs first, albums last. */
  async all(tracks: Turns, albums: Turns): Promise<Offer | undefined> {
    this.taken =
      (await this.through(tracks)) ??
      (await this.informed()) ??
      (await this.reserve()) ??
      (await this.through(albums)) ??
      (await this.reserve());
    this.isOver = true;
    return this.taken;
  }

  /** Takes turns until something sure is accepted. */
  private async through(turns: Turns): Promise<Offer | undefined> {
    const enough = new AbortController();
    const signal = AbortSignal.any([this.parts.question.signal, enough.signal]);
    const ahead: Asked[] = [];
    try {
      for (let asked = this.begin(turns, signal); asked !== undefined; asked = ahead.shift() ?? this.begin(turns, signal)) {
        while (ahead.length < this.parts.ahead) {
          const next = this.begin(turns, signal);
          if (next === undefined) break;
          ahead.push(next);
        }
        const entry = this.enter(asked.turn, await asked.answer);
        await this.parts.taker.asked(entry.trial);
        for (const offer of entry.sure) if (await this.isTaken(entry, offer)) return offer;
      }
    } finally {
      // Searches that ran ahead and are no longer needed.
      enough.abort(new Fault('canceled', 'another source had the song'));
    }
    return undefined;
  }

  /** Finds out more about the recording and asks the sources that answered once more, until something sure is accepted. */
  private async informed(): Promise<Offer | undefined> {
    const { record, question, learn, again } = this.parts;
    if (record.open.length === 0) return undefined;
    this.knowledge = await learn();
    const { facts } = this.knowledge ?? {};
    const wanted = facts && informedSong(question.wanted, facts);
    if (wanted === undefined) return undefined;
    for (const entry of record.open) {
      const answer = await again(entry, { ...question, wanted });
      if (answer.kind === 'abandoned') throw toFault(question.signal.reason);
      record.renewed(entry, answer);
      for (const offer of entry.sure) if (await this.isTaken(entry, offer)) return offer;
    }
    return undefined;
  }

  /** Tries what is not sure. */
  private async reserve(): Promise<Offer | undefined> {
    const { record, question } = this.parts;
    for (const { entry, offer } of record.takeReserve(question.terms.profile)) if (await this.isTaken(entry, offer)) return offer;
    return undefined;
  }

  private begin(turns: Turns, signal: AbortSignal): Asked | undefined {
    const { ask, taker, question, count } = this.parts;
    const turn = turns.next();
    if (turn === undefined) return undefined;
    this.position++;
    if (!turn.rests) taker.asking({ source: turn.source.name, position: this.position, count });
    return { turn, answer: ask(turn, { ...question, signal }) };
  }

  private enter(turn: Turn, answer: SourceAnswer): Entry {
    const { record, question } = this.parts;
    switch (answer.kind) {
      case 'answered':
        return record.answered(turn, answer);
      case 'failed':
        return record.failed(turn, answer.fault, answer.elapsedMs);
      case 'abandoned':
        throw toFault(question.signal.reason);
    }
  }

  private async isTaken(entry: Entry, offer: Offer): Promise<boolean> {
    const { record, taker } = this.parts;
    if (entry.isDown) return false;
    record.offered(entry);
    return record.judged(entry, await taker.take(offer, entry.turn.source));
  }
}
