import type { Schemas } from '../../api/types.js';

type Ranking = Schemas['Ranking'];
type Evidence = Schemas['EvidencedSource'];

/** A source in another order. */
export interface Move {
  readonly source: string;
  /** From 1. */
  readonly place: number;
  /** Places up, or down if negative; undefined if it was not in the order before. */
  readonly up: number | undefined;
}

/** What moves from one order to another. */
export function movesOf(before: readonly string[], after: readonly string[]): Move[] {
  const was = new Map(before.map((source, at) => [source, at]));
  return after.map((source, at) => {
    const from = was.get(source);
    return { source, place: at + 1, up: from === undefined ? undefined : from - at };
  });
}

/** Why a source is asked first. */
type First =
  | { readonly kind: 'nobody' }
  /** As configured, until enough was tried. */
  | { readonly kind: 'learning'; readonly source: string; readonly tried: number; readonly needed: number }
  | { readonly kind: 'configured'; readonly source: string }
  | { readonly kind: 'learned'; readonly source: string; readonly evidence: Evidence['statistics']; readonly next: string | undefined };

/** The reasons that the resolver writes while it learns, such as "learning: 12 of 30 attempts". */
const learningWords = /: (\d+) of (\d+) attempts$/;

export function firstOf({ order, reason }: Pick<Ranking, 'order' | 'reason'>): First {
  const [first, next] = order;
  if (first === undefined) return { kind: 'nobody' };
  const { source, score, statistics } = first;
  if (score !== null) return { kind: 'learned', source, evidence: statistics, next: next?.source };
  const learning = learningWords.exec(reason);
  if (learning === null) return { kind: 'configured', source };
  return { kind: 'learning', source, tried: Number(learning[1]), needed: Number(learning[2]) };
}
