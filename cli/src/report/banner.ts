/** A line of the banner: what it is and where. */
export interface Address {
  readonly title: string;
  readonly url: string;
}

/** An address as opened on this machine: "any address" becomes this machine. */
export function reachable(address: string): string {
  const url = new URL(address);
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  return url.toString().replace(/\/$/, '');
}

/** Titles and addresses, aligned; `elsewhere` are those for other machines. */
export function bannerLines(version: string, addresses: readonly Address[], elsewhere: readonly Address[]): string[] {
  const width = Math.max(...addresses.map(({ title }) => title.length));
  const lines = (list: readonly Address[]) => list.map(({ title, url }) => `  ${title.padEnd(width)}  ${url}`);
  const others = elsewhere.length === 0 ? [] : ['', '  From other machines:', ...lines(elsewhere)];
  return ['', `  Catalogsync ${version}`, '', ...lines(addresses), ...others, ''];
}

/** Lines in a frame, for something shown only once that must not be overlooked. */
export function boxed(lines: readonly string[]): string[] {
  const width = Math.max(...lines.map((line) => line.length));
  return [`┌${'─'.repeat(width + 2)}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${'─'.repeat(width + 2)}┘`];
}
