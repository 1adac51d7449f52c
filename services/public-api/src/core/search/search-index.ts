import type { IdStream, QueryPlan, SearchSource } from '@catalogsync/snapshot-format';

/** An index entry with its indexed texts. */
export interface IndexedEntry {
  readonly name: string;
  readonly owners: string | null;
  /** The album of a track. */
  readonly album: string | null;
}

/** Port to the search index of one snapshot. */
export interface SearchIndex {
  /** Ids of entries that may match a plan. */
  candidates(source: SearchSource, plan: QueryPlan): IdStream;
  /** Ids of entries that may be the first with words one edit apart, by a near plan. */
  near(source: SearchSource, plan: QueryPlan): IdStream;
  /** Undefined if there is no entry with that id. */
  entry(source: SearchSource, id: number): IndexedEntry | undefined;
  isPlayable(source: SearchSource, id: number): boolean;
}

/** Where the words are listed that the entries of a source have: those of albums are listed once, as of albums. */
export const wordSources = (source: SearchSource): readonly SearchSource[] => (source === 'track' ? ['track', 'album'] : [source]);

export interface SearchScope {
  readonly source: SearchSource;
  /** Only playable ones; for tracks. */
  readonly playable: boolean;
}
