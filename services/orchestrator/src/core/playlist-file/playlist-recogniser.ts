import { Fault } from '@catalogsync/faults';
import type { PlaylistReference } from './playlist-scope.js';

/** A song whose address is a line. */
export interface SongReference {
  readonly platform: string;
  readonly songId: string;
}

/** What a line names, or why it is invalid. A short link says nothing until somebody follows it. */
export type RecognisedLine = PlaylistReference | SongReference | { readonly shortLinkOf: string } | { readonly reason: string };

export interface Recognised {
  /** One per line, in the order given. */
  readonly lines: readonly RecognisedLine[];
  /** Every platform whose playlists can be named. */
  readonly platforms: readonly string[];
}

/** In one request. */
const mostLines = 1000;

/** Recognises the playlists and songs that lines name, by the form of each platform's addresses. */
export interface PlaylistRecogniser {
  /**
   * Follows short links.
   * @param lines at most `mostLines`; each an address, `platform,address` or `platform,id`
   * @throws Fault `unavailable`, `timeout`, `canceled`
   */
  recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised>;
  /** As `recognise`, and contacts no host that a line names. */
  recogniseByForm(lines: readonly string[], signal: AbortSignal): Promise<Recognised>;
}

/** The answers for any number of lines. @throws Fault as `ask`; `data_corrupt` for an answer with too few lines */
export async function inBatches(lines: readonly string[], ask: (batch: readonly string[]) => Promise<Recognised>): Promise<Recognised> {
  const found: RecognisedLine[] = [];
  let platforms: readonly string[] = [];
  for (let from = 0; from === 0 || from < lines.length; from += mostLines) {
    const batch = lines.slice(from, from + mostLines);
    const answer = await ask(batch);
    if (answer.lines.length < batch.length)
      throw new Fault('data_corrupt', `no answer for line ${from + answer.lines.length + 1} of ${lines.length}`);
    found.push(...answer.lines.slice(0, batch.length));
    platforms = answer.platforms;
  }
  return { lines: found, platforms };
}
