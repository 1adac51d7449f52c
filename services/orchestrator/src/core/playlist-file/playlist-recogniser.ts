import type { PlaylistReference } from './playlist-scope.js';

/** What a line names, or why it is invalid. */
export type RecognisedLine = PlaylistReference | { readonly reason: string };

export interface Recognised {
  /** One per line, in the order given. */
  readonly lines: readonly RecognisedLine[];
  /** Every platform whose playlists can be named. */
  readonly platforms: readonly string[];
}

/** In one request. */
export const mostLines = 1000;

/** Recognises the playlists that lines name, by the form of each platform's addresses. */
export interface PlaylistRecogniser {
  /**
   * @param lines at most `mostLines`; each an address, `platform,address` or `platform,id`
   * @throws Fault `unavailable`, `timeout`, `canceled`
   */
  recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised>;
}
