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
  /** An ordinary song; no other song contains its title. */
  readonly song: HeldSong;
  /** A song whose id or file name is full of characters special to paths, addresses and shells. */
  readonly oddSong: HeldSong;
  /** What must never appear in a message. */
  readonly secrets: readonly string[];
  /** Makes the service fail in one of the ways of `faults`; a fetch may be made to fail at the file itself. */
  fail(fault: string, during: 'search' | 'fetch'): Promise<void>;
  heal(): Promise<void>;
  /** Number of connections and processes that the source keeps busy. */
  busy(): number | Promise<number>;
  stop(): Promise<void>;
}

export interface SourceContract {
  start(): Promise<SourceUnderTest>;
  /** What the source claims to do; it must offer nothing else. */
  readonly can: readonly ('search' | 'refresh' | 'fetch' | 'playlists' | 'charts' | 'albums')[];
  /** Code of the Fault that a search ends with, by how the service fails. */
  readonly faults: Readonly<Record<string, string>>;
  /** Where a fetch ends differently from a search. */
  readonly fetchFaults?: Readonly<Record<string, string>>;
}

export const never = new AbortController().signal;

/** The search for a held song as the resolver requests it. */
export const requestFor = (song: HeldSong, limit = 10): SearchRequest => ({
  keyword: `${song.title} ${song.artist}`,
  target: { title: song.title, artists: [song.artist], album: song.album, durationMs: song.duration * 1000, isrc: undefined },
  limit,
});

/** Everything a log could print about it: messages, hints and stacks, down to the first cause. */
export function everythingOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause) {
    const { message, hint, stack } = at as { message?: string; hint?: string; stack?: string };
    parts.push(String(message), String(hint), String(stack), JSON.stringify(at));
  }
  return parts.join('\n');
}

/** How an emulated service fails over HTTP, and the fault a source reports. */
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
