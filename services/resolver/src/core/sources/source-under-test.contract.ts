import type { SearchRequest } from './search.js';
import type { Source } from './source.js';

/** A song that the service behind the source holds. */
export interface HeldSong {
  readonly remoteId: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** Seconds. */
  readonly duration: number;
  readonly ext: string;
  readonly bytes: Buffer;
}

/** A source with the service behind it, real or emulated. */
export interface SourceUnderTest {
  readonly source: Source;
  /** A usual song; its title is in no other song. */
  readonly song: HeldSong;
  /** A song whose id, or name of its file, is full of what means something in paths, addresses and shells. */
  readonly oddSong: HeldSong;
  /** What must never be seen in a message. */
  readonly secrets: readonly string[];
  /** Makes the service fail in one of the ways of `faults`; a fetch may be made to fail at the file itself. */
  fail(fault: string, during: 'search' | 'fetch'): Promise<void>;
  heal(): Promise<void>;
  /** Connections and processes that the source keeps busy. */
  busy(): number | Promise<number>;
  stop(): Promise<void>;
}

export interface SourceContract {
  start(): Promise<SourceUnderTest>;
  /** What the source claims; anything else must not be there. */
  readonly can: readonly ('search' | 'refresh' | 'fetch' | 'playlists' | 'charts' | 'albums')[];
  /** Code of the Fault that a search ends with, by what is wrong with the service. */
  readonly faults: Readonly<Record<string, string>>;
  /** Where a fetch ends differently from a search. */
  readonly fetchFaults?: Readonly<Record<string, string>>;
}

export const never = new AbortController().signal;

/** The search for a held song, as the resolver asks. */
export const requestFor = (song: HeldSong, limit = 10): SearchRequest => ({
  keyword: `${song.title} ${song.artist}`,
  target: { title: song.title, artists: [song.artist], album: song.album, durationMs: song.duration * 1000, isrc: undefined },
  limit,
});

/** Whatever a log could print of it: messages, hints and causes down to the first. */
export function everythingOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause) {
    const { message, hint, stack } = at as { message?: string; hint?: string; stack?: string };
    parts.push(String(message), String(hint), String(stack), JSON.stringify(at));
  }
  return parts.join('\n');
}

/** How an emulated service fails over HTTP, and what a source makes of it. */
export const httpFaults = {
  hang: 'timeout',
  refuse: 'unavailable',
  cut: 'unavailable',
  rate_limited: 'rate_limited',
  bad_gateway: 'unavailable',
  wrong_shape: 'data_corrupt',
  page: 'data_corrupt',
  empty: 'data_corrupt',
  gzip_bomb: 'data_corrupt',
  endless: 'data_corrupt',
  redirect_loop: 'unavailable',
} as const;
