import type { QualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { JudgedHit } from '../candidates/candidate.js';
import type { CandidateSearch } from '../candidates/candidate-search.js';
import { type Song, wanted } from '../candidates/song.js';
import { whyNoFiles } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

export interface SourceSearch {
  /** Name or alias. */
  readonly source: string;
  /** Made from the song if left out. */
  readonly query: string | undefined;
  /** The song to compare hits with; if absent, the words of the query are used. */
  readonly song: Song | undefined;
  /** 20 if left out. */
  readonly limit: number | undefined;
}

const usualLimit = 20;
const mostHits = 100;
const longestQuery = 1000;

export interface SourceOffers {
  /** In the source's own order. */
  readonly hits: readonly JudgedHit[];
  /** Why it gives no files, as the end of a sentence about it; undefined if it does. */
  readonly whyNoFiles: string | undefined;
}

/** One source's hits, judged. */
export class SearchSource {
  /** @param profile the default one */
  constructor(
    private readonly registry: SourceRegistry,
    private readonly search: CandidateSearch,
    private readonly profile: QualityProfile,
  ) {}

  /** @throws Fault `invalid_argument`, `not_found` for an unknown source, `failed_precondition` for one not configured, `unsupported`, the source's own */
  async run({ source: name, query, song, limit }: SourceSearch, signal: AbortSignal): Promise<SourceOffers> {
    const source = this.registry.get(name);
    const wish = limit ?? usualLimit;
    if (!Number.isInteger(wish) || wish < 1 || wish > mostHits)
      throw new Fault('invalid_argument', `the limit must be from 1 to ${mostHits}`);
    const typed = query?.trim() || undefined;
    if (query !== undefined && query.length > longestQuery)
      throw new Fault('invalid_argument', `the query is longer than ${longestQuery} characters`);
    const asked = song ?? (typed === undefined ? undefined : unknownSong(typed));
    if (asked === undefined) throw new Fault('invalid_argument', 'a search needs words or a song');
    const target = wanted(asked);
    const words = typed ?? target.keyword;
    const question = { wanted: target, terms: { profile: this.profile }, timeoutMs: undefined, signal };
    return { hits: await this.search.byWords(source, words, wish, question), whyNoFiles: whyNoFiles(source) };
  }
}

function unknownSong(title: string): Song {
  return { platform: undefined, remoteId: undefined, title, artists: [], album: undefined, durationMs: undefined, isrc: undefined };
}
