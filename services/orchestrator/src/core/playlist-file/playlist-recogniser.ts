import type { PlaylistReference } from './playlist-scope.js';

/** What a line names, or why it names nothing. */
export type RecognisedLine = PlaylistReference | { readonly reason: string };

export interface Recognised {
  /** One a line, in the order given. */
  readonly lines: readonly RecognisedLine[];
  /** Every platform whose playlists can be named. */
  readonly platforms: readonly string[];
}

/** In one question. */
export const mostLines = 1000;

/** Knows which playlists lines name: addresses have the form of their platform. */
export interface PlaylistRecogniser {
  /**
   * @param lines at most `mostLines`; each an address, `platform,address` or `platform,id`
   * @throws Fault `unavailable`, `timeout`, `canceled`
   */
  recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised>;
}
