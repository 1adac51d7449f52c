import { Fault } from '@catalogsync/faults';

type WireEnum = Readonly<Record<string, string | number>>;
/** What stands between the parts of a word; `camel` for nothing but a capital letter. */
type Gap = '_' | '-' | 'camel';
type Gapped<W extends string, G extends Gap> = W extends `${infer Head}_${infer Rest}`
  ? G extends 'camel'
    ? `${Head}${Capitalize<Gapped<Rest, G>>}`
    : `${Head}${G}${Gapped<Rest, G>}`
  : W;
type WordOf<Name, Prefix extends string, G extends Gap> = Name extends `${Prefix}${infer W}`
  ? Gapped<Lowercase<Exclude<W, 'UNSPECIFIED'>>, G>
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
 */
export function enumWords<E extends WireEnum, P extends string, G extends Gap = '_'>(
  names: E,
  prefix: P,
  gap: G = '_' as G,
): EnumWords<WordOf<keyof E, P, G>, E[keyof E]> {
  type Word = WordOf<keyof E, P, G>;
  type Value = E[keyof E];
  const values = Object.entries(names).filter(([, value]) => typeof value === 'number' && value !== 0) as [string, Value][];
  const joined = (_: string, letter: string): string => (gap === 'camel' ? letter.toUpperCase() : `${gap}${letter}`);
  const toWord = (name: string): Word => name.slice(prefix.length).toLowerCase().replaceAll(/_(.)/g, joined) as Word;
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
