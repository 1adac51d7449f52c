import type { LinkState } from './live-messages.js';

/**
 * Whether to ask how things stand. The stream begins with it, so a page that opens leaves it at that, unless the stream is slow to come.
 * @param isLate the page has waited for the stream long enough
 */
export function shouldAsk({ link, hasSnapshot }: { readonly link: LinkState; readonly hasSnapshot: boolean }, isLate: boolean): boolean {
  if (link === 'reconnecting' || link === 'refused') return true;
  return !hasSnapshot && isLate;
}
