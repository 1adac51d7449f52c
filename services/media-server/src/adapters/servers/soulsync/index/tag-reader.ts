import { withFaults } from '@catalogsync/faults';
import { type IAudioMetadata, parseFile } from 'music-metadata';
import { type Credit, type FileTags, keyOf } from './file-row.js';

/** Texts and lists that are the same become one object: most tags of a library are the same few thousand words. */
export class SharedTexts {
  private readonly texts = new Map<string, string>();
  private readonly lists = new Map<string, readonly string[]>();
  private readonly credits = new Map<string, Credit>();

  text(text: string): string {
    return sharedIn(this.texts, text, () => text);
  }

  list(texts: readonly string[]): readonly string[] {
    return sharedIn(this.lists, texts.join('\0'), () => texts.map((text) => this.text(text)));
  }

  credit(names: readonly string[]): Credit {
    return sharedIn(this.credits, names.join('\0'), () => ({ names: this.list(names), key: keyOf(names.join(' ')) }));
  }
}

function sharedIn<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** When a failing disk or the parser takes longer, the file counts as unusable and the walk goes on. */
const parseWithinMs = 30_000;

/**
 * The tags of a file, `undefined` if there is no sound in it that the parser knows.
 * @throws Fault for a file that the system does not let us read
 */
export async function readTags(path: string, name: string, shared: SharedTexts): Promise<FileTags | undefined> {
  const metadata = await parsed(path);
  if (metadata === undefined || metadata.format.hasAudio !== true || metadata.format.hasVideo === true) return undefined;
  const { common, format } = metadata;
  const title = clean(common.title) ?? stemOf(name).normalize('NFC');
  const titleKey = keyOf(title);
  const names = cleanAll(creditOf(metadata));
  const albumArtist = clean(common.albumartist) ?? (common.compilation === true ? 'Various Artists' : names[0]);
  const album = clean(common.album);
  return {
    title,
    titleKey: titleKey === title ? title : titleKey,
    credit: shared.credit(names),
    album: album === undefined ? undefined : shared.text(album),
    albumArtist: albumArtist === undefined ? undefined : shared.text(albumArtist),
    genres: shared.list(cleanAll(common.genre ?? [])),
    durationMs: positive(Math.round((format.duration ?? 0) * 1000)),
    isrc: clean(common.isrc?.[0]),
    year: positive(common.year),
  };
}

async function parsed(path: string): Promise<IAudioMetadata | undefined> {
  let timer: NodeJS.Timeout | undefined;
  // The parser takes no signal: an abandoned parse ends by itself, and nobody waits for it.
  const parsing = parseFile(path, { skipCovers: true, duration: false });
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, parseWithinMs, undefined);
  });
  try {
    return await Promise.race([parsing, late]);
  } catch (error) {
    // Errors of the system have a code; the rest say that the file is not what its name says.
    if (typeof (error as { code?: unknown }).code === 'string') return await withFaults(() => Promise.reject(error));
    return undefined;
  } finally {
    clearTimeout(timer);
    parsing.catch(() => undefined);
  }
}

/** ID3v2.3 uses the slash as a separator (4.2.1), also inside a name such as AC/DC: there the credit stays one text. */
function creditOf({ common, native }: IAudioMetadata): readonly string[] {
  const names = common.artists ?? (common.artist === undefined ? [] : [common.artist]);
  return names.length > 1 && native['ID3v2.3'] !== undefined ? [names.join('/')] : names;
}

/** Composed, in one line; undefined if nothing is left, or if control characters show that it was read from the wrong bytes. */
function clean(text: string | undefined): string | undefined {
  const plain = (text ?? '').replace(/\0+$/, '').replace(/\s+/gu, ' ').trim().normalize('NFC').slice(0, 1000);
  return plain === '' || /[\p{Cc}\uFFFD]/u.test(plain) ? undefined : plain;
}

function cleanAll(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => clean(text) ?? []))];
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
