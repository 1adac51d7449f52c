/** Resolves when all other work that waits had its turn. */
export type NextTurn = () => Promise<void>;

/** About 5 ms of work with the longest texts. */
const itemsPerTurn = 200;

/** As `map`, with other work in between: ten thousand songs at once would hold it up for long. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T, at: number) => R, nextTurn: NextTurn): Promise<R[]> {
  const mapped: R[] = [];
  for (const [at, item] of items.entries()) {
    if (at > 0 && at % itemsPerTurn === 0) await nextTurn();
    mapped.push(map(item, at));
  }
  return mapped;
}
