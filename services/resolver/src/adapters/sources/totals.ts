/** What the user should know if a service says that a list is longer than what it sent; no notice otherwise. */
export function shortfall(list: string, claimed: number | undefined, read: number): string[] {
  if (claimed === undefined || claimed <= read) return [];
  return [`${list}: the service says that it has ${claimed} entries, but sent ${read}`];
}
