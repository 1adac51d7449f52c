/** How much a catalogue under test holds. */
export interface ConsoleSize {
  readonly songs: number;
  readonly playlists: number;
  /** Of which names are made; a common one begins enough names for a page. */
  readonly words: number;
  /** One song in this many is in no playlist. */
  readonly unlistedEvery: number;
  /** Jobs of two items each; the rest of the items is the long job's and the great one's. */
  readonly jobs: number;
  readonly longItems: number;
  readonly greatItems: number;
  readonly logs: number;
  /** Actions of people, and commands to jobs. */
  readonly actions: number;
  /** Files of the library folders. */
  readonly files: number;
  /** Searches for songs that were recorded. */
  readonly searches: number;
}

export const smallSize: ConsoleSize = {
  ...{ songs: 1_000, playlists: 800, words: 8, unlistedEvery: 5, jobs: 150, longItems: 100, greatItems: 600, logs: 1_000 },
  ...{ actions: 300, files: 1_000, searches: 300 },
};
export const largeSize: ConsoleSize = {
  ...{
    songs: 100_000,
    playlists: 20_000,
    words: 200,
    unlistedEvery: 997,
    jobs: 20_000,
    longItems: 58_000,
    greatItems: 902_000,
    logs: 600_000,
  },
  ...{ actions: 100_000, files: 200_000, searches: 100_000 },
};

export const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';

/** SQL with its values. */
export type Run = (text: string, ...values: (number | string)[]) => void;
