import { Fault, toFault } from '@catalogsync/faults';
import type { ServerPicture } from '../../../core/servers/values.js';
import { keyOf, type PlexCall, type PlexClient, type PlexQuery } from './client.js';
import type { PlexLibraries } from './libraries.js';
import { kinds } from './listing.js';
import { rowsOf } from './pages.js';
import { itemsShape } from './wire.js';

/** An artist as far as it is written to. */
interface WrittenArtist {
  readonly sectionKey: string;
  readonly genres: readonly string[];
  readonly summary: string;
}

/** Encoded characters that one request can carry: servers and proxies take addresses of 16 KB. */
const longestText = 12_000;

/**
 * Writes genres, biographies and pictures. What is written is locked, so that the server's own agents leave it alone, and read again:
 * the server answers 200 to what it does not understand, too. Titles are never written: an equal one would merge two artists.
 */
export class PlexMetadata {
  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {}

  async setGenres(artistId: string, genres: readonly string[], signal: AbortSignal): Promise<void> {
    const { sectionKey, genres: before } = await this.artist(artistId, signal);
    const wanted = new Set(genres.map(plain));
    const gone = before.filter((genre) => !wanted.has(plain(genre)));
    const tags = Object.fromEntries(genres.map((genre, at) => [`genre[${at}].tag.tag`, genre]));
    // A list with commas, whose members are encoded once more for those that contain one.
    const removal = gone.length === 0 ? undefined : gone.map(encodeURIComponent).join(',');
    await this.write(artistId, sectionKey, { ...tags, 'genre[].tag.tag-': removal, 'genre.locked': 1 }, signal);
    const after = new Set((await this.artist(artistId, signal)).genres.map(plain));
    if (after.size !== wanted.size || [...after].some((genre) => !wanted.has(genre))) throw notTaken('genres', artistId);
  }

  async setBiography(artistId: string, text: string, signal: AbortSignal): Promise<void> {
    if (encodeURIComponent(text).length > longestText) {
      throw new Fault('invalid_argument', 'the biography is longer than a Plex server takes in one request', {
        hint: `Shorten it to ${longestText} encoded characters: 12,000 Latin or 1,300 Chinese ones.`,
      });
    }
    const { sectionKey } = await this.artist(artistId, signal);
    await this.write(artistId, sectionKey, { 'summary.value': text, 'summary.locked': 1 }, signal);
    const { summary } = await this.artist(artistId, signal);
    if (unwrapped(summary) !== unwrapped(text)) throw notTaken('biography', artistId);
  }

  /** Of an artist or an album. */
  async setPoster(id: string, what: string, { bytes, mediaType }: ServerPicture, signal: AbortSignal): Promise<void> {
    const named = `${what} ${id}`;
    const path = `/library/metadata/${keyOf(id, named)}`;
    const call = { method: 'POST', content: { bytes, mediaType }, what: named } as const;
    try {
      await this.client.tell({ ...call, path: `${path}/poster` }, signal);
    } catch (error) {
      if (!['not_found', 'unsupported'].includes(toFault(error).code)) throw error;
      // Older servers call it so.
      await this.client.tell({ ...call, path: `${path}/posters` }, signal);
    }
  }

  private write(id: string, sectionKey: string, query: PlexQuery, signal: AbortSignal): Promise<void> {
    const path = `/library/sections/${sectionKey}/all`;
    return this.client.tell({ method: 'PUT', path, query: { type: kinds.artist, id, ...query }, what: `artist ${id}` }, signal);
  }

  private async artist(id: string, signal: AbortSignal): Promise<WrittenArtist> {
    const call: PlexCall = { path: `/library/metadata/${keyOf(id, `artist ${id}`)}`, what: `artist ${id}` };
    const answer = await this.client.ask(call, itemsShape, signal);
    const [row] = rowsOf(answer, call);
    if (row === undefined) throw new Fault('not_found', `the Plex server has no artist ${id}`);
    const section = row.librarySectionID ?? answer.MediaContainer.librarySectionID ?? (await this.onlyLibrary(id, signal));
    return { sectionKey: String(section), genres: row.Genre?.map(({ tag }) => tag) ?? [], summary: row.summary ?? '' };
  }

  private async onlyLibrary(id: string, signal: AbortSignal): Promise<string> {
    const [library, ...more] = await this.libraries.recent(signal);
    if (library !== undefined && more.length === 0) return library.key;
    throw new Fault('data_corrupt', `plex GET /library/metadata/{id}: it does not say which library has the artist ${id}`);
  }
}

/** Genres are one whatever their case. */
function plain(genre: string): string {
  return genre.normalize('NFC').trim().toLowerCase();
}

function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function notTaken(what: string, id: string): Fault {
  return new Fault('permission_denied', `the Plex server did not take the ${what} of the artist ${id}`, {
    hint: 'Set PLEX_TOKEN to a token of the owner of that server: only the owner may change metadata.',
  });
}
