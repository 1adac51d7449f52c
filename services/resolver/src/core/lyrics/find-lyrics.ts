import { Fault, toFault } from '@catalogsync/faults';
import type { DownloadTarget } from '../downloads/model.js';
import type { CandidateChooser } from '../downloads/ports.js';
import { cleanLyrics, type LyricsSource } from '../sources/companions.js';
import type { SearchTarget } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

/** A song of the catalogue. */
export interface SongOfLyrics extends SearchTarget {
  readonly platform: string;
  readonly remoteId: string;
}

export interface FoundLyrics {
  readonly text: string;
  readonly source: string;
}

/** Recordings of one source that are asked about: the same song may be there with lyrics and without. */
const recordings = 2;

const unknownTags = { albumArtist: '', trackNumber: 0, discNumber: 0, year: 0, genre: '', coverUrl: '', lyrics: '' };

/** Finds lyrics of a song: at its own source by its id, at the others with what matching takes for the same recording. */
export class FindLyrics {
  /** @param chooser matches as for downloads, and takes any quality */
  constructor(
    private readonly sources: SourceRegistry,
    private readonly chooser: CandidateChooser,
  ) {}

  /**
   * Undefined if every source that could be asked has none.
   * @throws Fault `invalid_argument` for a song without a title; else the first fault of a source, if no other has any
   */
  async find(song: SongOfLyrics, signal: AbortSignal): Promise<FoundLyrics | undefined> {
    if (song.title.trim() === '') throw new Fault('invalid_argument', 'the song has no title');
    let failure: Fault | undefined;
    const own = this.sources.find(song.platform);
    const others = this.sources.all().filter(({ name, searcher }) => name !== own?.name && searcher !== undefined);
    for (const source of own === undefined ? others : [own, ...others]) {
      const { name, configured, lyrics } = source;
      if (!configured || lyrics === undefined) continue;
      try {
        const text = await this.ask({ ...source, lyrics }, song, source === own, signal);
        if (text !== undefined) return { text, source: name };
      } catch (error) {
        signal.throwIfAborted();
        failure ??= toFault(error);
      }
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  private async ask(
    source: Source & { readonly lyrics: LyricsSource },
    song: SongOfLyrics,
    isOwn: boolean,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const ids = isOwn ? [song.remoteId].filter((id) => id !== '') : await this.matching(source, song, signal);
    for (const id of ids) {
      const text = cleanLyrics((await source.lyrics.lyrics(id, signal)) ?? '');
      if (text !== undefined) return text;
    }
    return undefined;
  }

  private async matching(source: Source, song: SongOfLyrics, signal: AbortSignal): Promise<string[]> {
    const target: DownloadTarget = { ...song, ...unknownTags };
    const candidates = await this.chooser.candidates(source, { target, sources: [], qualityProfile: 'any' }, signal);
    return candidates.slice(0, recordings).map(({ hit }) => hit.track.remoteId);
  }
}
