import { Fault, toFault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import type { CoverFinder } from './cover-finder.js';
import { absentMs, type CoverKind, isFinal, stampOfAddress, waysTo } from './cover-rules.js';
import type { CoverQuestions, CoverWriter, Look, PlaylistToLook, SongToLook } from './cover-store.js';
import type { CoverFiles, CoverMaker, HashOf, MadeCover } from './picture.js';

/** What writes about covers needs in its transaction. */
interface CoverStores {
  readonly covers: CoverWriter;
}

export interface LookParts {
  readonly questions: CoverQuestions;
  readonly writer: CatalogueWriter<CoverStores>;
  readonly finder: CoverFinder;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly maker: CoverMaker;
  readonly files: CoverFiles;
  readonly hashOf: HashOf;
  readonly now: () => number;
}

/** The outcome of one look, and what a person should know about it. */
export interface LookedAt {
  readonly look: Look;
  /** A picture that is there but cannot be shown. */
  readonly broken: string | undefined;
}

/** What keeps every picture from being made or stored, so that no other needs to be tried. */
export class CannotGoOn extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message, { cause: fault });
  }
}

/** A picture and where it came from. */
interface Origin {
  readonly kind: CoverKind;
  readonly address: string | undefined;
}

/** Looks for the picture of one song or playlist: the best that there is, made once for all who have the same. */
export class LookForCover {
  constructor(private readonly parts: LookParts) {}

  /**
   * Its ways in their order, until one leads to a picture. A fault of one that may pass leaves the song pending.
   * @throws CannotGoOn if nothing can be made or stored; Fault `canceled`
   */
  async ofSong(song: SongToLook, isLocal: boolean, signal: AbortSignal): Promise<LookedAt> {
    let stamp: string | undefined;
    let broken: string | undefined;
    let isOpen = false;
    for (const way of waysTo({ isLocal, address: song.address })) {
      try {
        if (way.from === 'address') return { ...(await this.atAddress(way.address, stamp, signal)), broken };
        const { picture, stamp: own } = await this.parts.finder.find(song, signal);
        stamp = own;
        if (picture === undefined) continue;
        const coverId = await this.cover(picture.bytes, { kind: picture.kind, address: undefined }, signal);
        return { look: this.found(coverId, stamp), broken };
      } catch (error) {
        const { code, message } = ownFault(error, signal);
        isOpen ||= !isFinal(code);
        if (code === 'data_corrupt') broken ??= `${song.name}: ${message}`;
      }
    }
    const [address] = song.address === undefined ? [] : [stampOfAddress(song.address)];
    return { look: this.none(isOpen, stamp ?? address), broken };
  }

  async ofPlaylist({ name, address }: PlaylistToLook, signal: AbortSignal): Promise<LookedAt> {
    try {
      return { ...(await this.atAddress(address, undefined, signal)), broken: undefined };
    } catch (error) {
      const { code, message } = ownFault(error, signal);
      const broken = code === 'data_corrupt' ? `${name}: ${message}` : undefined;
      return { look: this.none(!isFinal(code), stampOfAddress(address)), broken };
    }
  }

  /** Fetched once for all that name it. @throws Fault as `CoverFinder.fetch` and `CoverMaker.make` */
  private async atAddress(address: string, fileStamp: string | undefined, signal: AbortSignal): Promise<Pick<LookedAt, 'look'>> {
    const { questions, finder, now } = this.parts;
    const stamp = stampOfAddress(address);
    const known = await questions.lookWith(stamp, now() - absentMs);
    if (known !== undefined) return { look: { ...known, stamp: fileStamp ?? stamp, lookedAt: now() } };
    const bytes = await finder.fetch(address, signal);
    const coverId = await this.cover(bytes, { kind: 'platform', address }, signal);
    return { look: this.found(coverId, fileStamp ?? stamp) };
  }

  private async cover(source: Uint8Array, origin: Origin, signal: AbortSignal): Promise<number> {
    const { questions, maker, files, hashOf } = this.parts;
    const hash = hashOf(source);
    const known = await questions.coverOf(hash);
    if (known !== undefined && (await files.read(hash, 300)) !== undefined) return known.id;
    const made = await maker.make(source, signal).catch(unlessItsOwn);
    return storeCover(this.parts, hash, made, origin);
  }

  private found(coverId: number, stamp: string | undefined): Look {
    return { state: 'found', coverId, stamp, lookedAt: this.parts.now() };
  }

  private none(isOpen: boolean, stamp: string | undefined): Look {
    return { state: isOpen ? 'pending' : 'absent', coverId: undefined, stamp, lookedAt: this.parts.now() };
  }
}

/** The files before the row: whoever reads the row finds them. */
export async function storeCover(
  { files, writer, now }: Pick<LookParts, 'files' | 'writer' | 'now'>,
  hash: string,
  made: MadeCover,
  { kind, address }: Origin,
): Promise<number> {
  await files.write(hash, made).catch((error: unknown) => {
    throw new CannotGoOn(toFault(error));
  });
  const { pictures: _files, ...about } = made;
  const cover = { hash, ...about, sourceKind: kind, sourceAddress: address, madeAt: now() };
  return writer.run(({ covers }) => covers.addCover(cover));
}

/** A fault of the picture; one of the process that makes pictures concerns them all. */
function unlessItsOwn(error: unknown): never {
  if (error instanceof Fault && error.code === 'unavailable') throw new CannotGoOn(error);
  throw error;
}

/** The fault of a picture or of its place. Anything else is thrown on. */
function ownFault(error: unknown, signal: AbortSignal): Fault {
  signal.throwIfAborted();
  if (!(error instanceof Fault)) throw error;
  return error;
}
