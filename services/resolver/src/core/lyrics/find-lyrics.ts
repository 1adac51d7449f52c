import { defaultQualityProfile } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import type { CandidateSearch } from '../candidates/candidate-search.js';
import { type Song, wanted } from '../candidates/song.js';
import type { ManualMatches } from '../choices/choices.js';
import { originOf } from '../ranking/evidence.js';
import { cleanLyrics, type LyricsSource } from '../sources/companions.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

export interface FoundLyrics {
  readonly text: string;
  readonly source: string;
}

/** Recordings to ask about per source: a song may be there both with and without lyrics. */
const recordings = 2;

/** Finds a song's lyrics: at its own source by id, at the others by a matching recording. */
export class FindLyrics {
  constructor(
    private readonly sources: SourceRegistry,
    private readonly search: CandidateSearch,
    private readonly manual: ManualMatches,
  ) {}

  /**
   * What the song's own source has. Undefined if it has none.
   * @throws Fault `invalid_argument` for a song without id; the source's
   */
  async ofOwnSource({ platform, remoteId }: Pick<Song, 'platform' | 'remoteId'>, signal: AbortSignal): Promise<FoundLyrics | undefined> {
    if (remoteId === undefined) throw new Fault('invalid_argument', 'the song has no id');
    const own = this.sources.find(platform);
    if (own?.lyrics === undefined || !own.configured) return undefined;
    const text = cleanLyrics((await own.lyrics.lyrics(remoteId, signal)) ?? '');
    return text === undefined ? undefined : { text, source: own.name };
  }

  /**
   * Undefined if no source that could be asked has any.
   * @throws Fault `invalid_argument` for a song without a title; else the first source's fault, if no other source
   *   has lyrics
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
      // This source finds songs only by id, and the song has none.
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

  /** Any quality will do: only the words matter. */
  private async matching(source: Source, song: Song, signal: AbortSignal): Promise<string[]> {
    const question = { wanted: wanted(song), terms: { profile: defaultQualityProfile }, timeoutMs: undefined, signal };
    const { candidates } = await this.search.search(source, question);
    return candidates.slice(0, recordings).map(({ hit }) => hit.track.remoteId);
  }
}
