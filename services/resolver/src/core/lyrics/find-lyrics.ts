import { defaultQualityProfile } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import type { CandidateSearch } from '../candidates/candidate-search.js';
import { type Song, wanted } from '../candidates/song.js';
import type { ManualMatches } from '../choices/manual-matches.js';
import { originOf } from '../ranking/origin.js';
import { cleanLyrics, type LyricsSource } from '../sources/companions.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

export interface FoundLyrics {
  readonly text: string;
  readonly source: string;
}

/** Recordings of one source that are asked about: the same song may be there with lyrics and without. */
const recordings = 2;

/** Finds lyrics of a song: at its own source by its id, at the others with what matching takes for the same recording. */
export class FindLyrics {
  constructor(
    private readonly sources: SourceRegistry,
    private readonly search: CandidateSearch,
    private readonly manual: ManualMatches,
  ) {}

  /**
   * Undefined if every source that could be asked has none.
   * @throws Fault `invalid_argument` for a song without a title; else the first fault of a source, if no other has any
   */
  async find(song: Song, signal: AbortSignal): Promise<FoundLyrics | undefined> {
    if (song.title.trim() === '') throw new Fault('invalid_argument', 'the song has no title');
    const { remoteId } = song;
    const platform = originOf(song.platform, this.sources);
    const chosen = remoteId === undefined ? undefined : await this.manual.find({ platform, remoteId }, signal);
    let failure: Fault | undefined;
    const own = this.sources.find(song.platform);
    const others = this.sources.all().filter(({ name, searcher }) => name !== own?.name && searcher !== undefined);
    for (const source of own === undefined ? others : [own, ...others]) {
      const { name, configured, lyrics } = source;
      if (!configured || lyrics === undefined) continue;
      const known = source === own ? remoteId : chosen?.source === name ? chosen.sourceRemoteId : undefined;
      // It knows its songs by their ids; this one has none.
      if (source === own && known === undefined) continue;
      try {
        const text = await this.ask({ ...source, lyrics }, song, known, signal);
        if (text !== undefined) return { text, source: name };
      } catch (error) {
        signal.throwIfAborted();
        failure ??= toFault(error);
      }
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  /** @param known the id that the source knows the song by; without it the source is searched */
  private async ask(
    source: Source & { readonly lyrics: LyricsSource },
    song: Song,
    known: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const ids = known === undefined ? await this.matching(source, song, signal) : [known];
    for (const id of ids) {
      const text = cleanLyrics((await source.lyrics.lyrics(id, signal)) ?? '');
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** In any quality: it is the words that count. */
  private async matching(source: Source, song: Song, signal: AbortSignal): Promise<string[]> {
    const question = { wanted: wanted(song), terms: { profile: defaultQualityProfile }, timeoutMs: undefined, signal };
    const { candidates } = await this.search.search(source, question);
    return candidates.slice(0, recordings).map(({ hit }) => hit.track.remoteId);
  }
}
