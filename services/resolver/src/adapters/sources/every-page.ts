/** How a service pages one list. */
export interface PagedList<T> {
  /** Rows of a full page; a shorter one is the last, whatever total the service claims. */
  readonly size: number;
  readonly keyOf: (row: T) => string;
  /** @param index from 0 */
  readonly read: (index: number) => Promise<readonly T[]>;
  /** Rows to read at most. */
  readonly most: number;
}

/** The rows of all pages. A service that repeats its last page for ever, or ignores the page, is read no further. */
export async function everyPage<T>({ size, keyOf, read, most }: PagedList<T>): Promise<T[]> {
  const rows: T[] = [];
  let before = '';
  for (let index = 0; rows.length < most; index++) {
    const page = await read(index);
    const keys = JSON.stringify(page.map(keyOf));
    if (keys === before) break;
    rows.push(...page);
    if (page.length < size) break;
    before = keys;
  }
  return rows.slice(0, most);
}
