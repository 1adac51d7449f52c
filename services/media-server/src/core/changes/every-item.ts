/** All items of a list of pages. For lists that must be there as a whole. */
export async function everyItem<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
