// The resolver explains itself in English sentences. Those that it always writes are known here, so that the page says them in its
// own language; any other is shown as it is.

/** Why a recording is, or is not, the song. */
const matchSentences = {
  'the same id': 'sameId',
  'the same ISRC': 'sameIsrc',
  'title, artists and duration agree': 'exact',
  'title and artists agree, a duration is unknown': 'exactWithoutDuration',
  'the title agrees, the artists in part': 'sameTitle',
  'the base title agrees, a duration is unknown': 'sameBaseTitle',
  'the title is similar, the artists agree in part': 'similarTitle',
  'artists unknown': 'artistsUnknown',
  'other artists': 'artistsDiffer',
  'another title': 'titleDiffers',
  'another version': 'versionsDiffer',
  'another duration': 'durationDiffers',
  'no file': 'noFile',
  'a trial clip': 'trialClip',
  'rejected before': 'rejectedBefore',
  'in quarantine': 'inQuarantine',
  'below the wanted quality': 'belowQuality',
  'no hits': 'noHits',
  'chosen by a person': 'byHand',
} as const;

export type MatchWord = (typeof matchSentences)[keyof typeof matchSentences];

const wordOf = (text: string): MatchWord | undefined =>
  Object.hasOwn(matchSentences, text) ? matchSentences[text as keyof typeof matchSentences] : undefined;

/** A part of an explanation: how often, and what. */
export interface MatchPart {
  readonly count: number | undefined;
  readonly word: MatchWord;
}

const counted = /^(\d+) × (.+)$/;

/** Undefined if it says something unknown. */
export function matchParts(text: string): readonly MatchPart[] | undefined {
  const parts = text.split(/, (?=\d+ × )/).map((part): MatchPart | undefined => {
    const [, count, what] = counted.exec(part) ?? [];
    const word = wordOf(what ?? part);
    return word && { count: count === undefined ? undefined : Number(count), word };
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** Why the sources were asked in that order. */
export type OrderReason =
  | { readonly kind: 'configured' | 'nobody' }
  | { readonly kind: 'learning'; readonly tried: number; readonly needed: number }
  | { readonly kind: 'chance' | 'drawn' | 'rate'; readonly tried: number };

const orderSentences: readonly (readonly [RegExp, (figures: readonly number[]) => OrderReason])[] = [
  [/^the configured order$/, () => ({ kind: 'configured' })],
  [/^there is no source to ask$/, () => ({ kind: 'nobody' })],
  [/^(?:learning|warming up): (\d+) of (\d+) attempts$/, ([tried = 0, needed = 0]) => ({ kind: 'learning', tried, needed })],
  [/^chance ÷ mean cost over (\d+) attempts$/, ([tried = 0]) => ({ kind: 'chance', tried })],
  [/^drawn chance ÷ mean cost over (\d+) attempts$/, ([tried = 0]) => ({ kind: 'drawn', tried })],
  [/^rate of success over (\d+) attempts$/, ([tried = 0]) => ({ kind: 'rate', tried })],
];

/** Undefined if it is none of the known reasons. */
export function orderReason(text: string): OrderReason | undefined {
  for (const [form, reasonOf] of orderSentences) {
    const found = form.exec(text);
    if (found !== null) return reasonOf(found.slice(1).map(Number));
  }
  return undefined;
}
