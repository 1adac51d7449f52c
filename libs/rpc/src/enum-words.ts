import { Fault } from '@catalogsync/faults';

type WireEnum = Readonly<Record<string, string | number>>;
type Gapped<W extends string, Gap extends string> = W extends `${infer Head}_${infer Rest}` ? `${Head}${Gap}${Gapped<Rest, Gap>}` : W;
type WordOf<Name, Prefix extends string, Gap extends string> = Name extends `${Prefix}${infer W}`
  ? Gapped<Lowercase<Exclude<W, 'UNSPECIFIED'>>, Gap>
  : never;

/** The values of a wire enum as words; 0, which is "unspecified", has none. */
interface EnumWords<W extends string, N> {
  /** Undefined for 0 and for a number that only a newer peer knows. */
  wordOf(number: N): W | undefined;
  /** 0 for undefined. */
  numberOf(word: W | undefined): N;
  /**
   * The word that a caller gave, undefined for 0.
   * @throws Fault `invalid_argument` for a number that only newer callers know; `what` names the enum
   */
  given(number: N, what: string): W | undefined;
}

/**
 * `JOB_STATUS_PAUSE_REQUESTED` with the prefix `JOB_STATUS_` is `pause_requested`. The compiler knows the words, so one
 * that only the wire or only the core has breaks the build.
 * @param gap what stands between the parts of a word
 */
export function enumWords<E extends WireEnum, P extends string, Gap extends '_' | '-' = '_'>(
  names: E,
  prefix: P,
  gap: Gap = '_' as Gap,
): EnumWords<WordOf<keyof E, P, Gap>, E[keyof E]> {
  type Word = WordOf<keyof E, P, Gap>;
  type Value = E[keyof E];
  const values = Object.entries(names).filter(([, value]) => typeof value === 'number' && value !== 0) as [string, Value][];
  const toWord = (name: string): Word => name.slice(prefix.length).toLowerCase().replaceAll('_', gap) as Word;
  const words = new Map(values.map(([name, number]) => [number, toWord(name)]));
  const numbers = new Map(values.map(([name, number]) => [toWord(name), number]));
  return {
    wordOf: (number) => words.get(number),
    numberOf: (word) => (word === undefined ? undefined : numbers.get(word)) ?? (0 as Value),
    given: (number, what) => {
      const word = words.get(number);
      if (word === undefined && number !== 0) throw new Fault('invalid_argument', `there is no ${what} ${number}`);
      return word;
    },
  };
}
