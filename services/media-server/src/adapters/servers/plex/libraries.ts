import { Fault, toFault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import type { ServerIdentity } from '../../../core/servers/values.js';
import type { PlexClient } from './client.js';
import { identityShape, isSet, type PlexSection, sectionsShape, serverShape } from './wire.js';

/** A music library of the server; Plex calls it a section. */
export interface MusicLibrary {
  readonly key: string;
  readonly title: string;
  readonly refreshing: boolean;
  /** When its last scan ended, as the server tells it. */
  readonly scannedAt: number | undefined;
  /** As the server sees them. */
  readonly folders: readonly string[];
}

/** How long in ms the list of libraries is taken for current where reading it each time would double the calls. */
const currentForMs = 60_000;

/** Which server it is, and its music libraries: those of the settings, or all, by whatever names and languages. */
export class PlexLibraries {
  private path = '/library/sections/all';
  private identified: ServerIdentity | undefined;
  private known: { readonly libraries: readonly MusicLibrary[]; readonly at: number } | undefined;

  /** @param wanted titles; none means all */
  constructor(
    private readonly client: PlexClient,
    private readonly wanted: readonly string[],
    private readonly clock: Clock,
  ) {}

  async identity(signal: AbortSignal): Promise<ServerIdentity> {
    if (this.identified === undefined) {
      // Answers without a token, so the list of libraries must prove that.
      const { machineIdentifier: id, version } = (await this.client.ask({ path: '/identity' }, identityShape, signal)).MediaContainer;
      this.identified = { id, name: await this.serverName(signal), version };
    }
    return this.identified;
  }

  /** The server was set up anew, perhaps: the next call asks it who it is. */
  forget(): void {
    this.identified = undefined;
    this.known = undefined;
  }

  /** Whether the server answers and accepts the token. @throws Fault if not */
  async check(signal: AbortSignal): Promise<void> {
    await this.sections(signal);
  }

  /** As the server tells now. @throws Fault `failed_precondition` if it has none, `invalid_argument` if PLEX_LIBRARIES names others */
  async current(signal: AbortSignal): Promise<readonly MusicLibrary[]> {
    const music = (await this.sections(signal)).filter(({ type }) => type === 'artist').map(toLibrary);
    if (music.length === 0) {
      throw new Fault('failed_precondition', 'the Plex server has no music library that this account may see', {
        hint: 'Add a music library on the Plex server, or set PLEX_TOKEN to a token of its owner.',
      });
    }
    const libraries = this.chosen(music);
    this.known = { libraries, at: this.clock.now() };
    return libraries;
  }

  /** As the server told within the last minute. */
  async recent(signal: AbortSignal): Promise<readonly MusicLibrary[]> {
    const { known } = this;
    return known !== undefined && this.clock.now() - known.at < currentForMs ? known.libraries : this.current(signal);
  }

  private chosen(music: readonly MusicLibrary[]): readonly MusicLibrary[] {
    if (this.wanted.length === 0) return music;
    const wanted = new Set(this.wanted.map(plain));
    const missing = this.wanted.filter((title) => !music.some((library) => plain(library.title) === plain(title)));
    if (missing.length === 0) return music.filter(({ title }) => wanted.has(plain(title)));
    throw new Fault('invalid_argument', `the Plex server has no music library "${missing.join('", "')}"`, {
      hint: `Set PLEX_LIBRARIES to some of: ${music.map(({ title }) => title).join(', ')}; or leave it empty for all.`,
    });
  }

  private async sections(signal: AbortSignal): Promise<readonly PlexSection[]> {
    try {
      return await this.sectionsAt(this.path, signal);
    } catch (error) {
      if (toFault(error).code !== 'not_found') throw error;
      // Older servers have one, newer ones the other.
      const other = this.path === '/library/sections' ? '/library/sections/all' : '/library/sections';
      const sections = await this.sectionsAt(other, signal);
      this.path = other;
      return sections;
    }
  }

  private async sectionsAt(path: string, signal: AbortSignal): Promise<readonly PlexSection[]> {
    const { size = 0, Directory } = (await this.client.ask({ path }, sectionsShape, signal)).MediaContainer;
    if (Directory !== undefined || size === 0) return Directory ?? [];
    throw new Fault('data_corrupt', `plex GET ${path}: unexpected answer: ${size} libraries without their list`);
  }

  /** Not every account may ask for it. */
  private async serverName(signal: AbortSignal): Promise<string> {
    const usual = 'Plex Media Server';
    try {
      const { friendlyName = '' } = (await this.client.ask({ path: '/' }, serverShape, signal)).MediaContainer;
      return friendlyName === '' ? usual : friendlyName;
    } catch (error) {
      if (!['permission_denied', 'not_found'].includes(toFault(error).code)) throw error;
      return usual;
    }
  }
}

function toLibrary({ key, title, refreshing, scannedAt, Location = [] }: PlexSection): MusicLibrary {
  const folders = Location.flatMap(({ path = '' }) => (path === '' ? [] : [path]));
  return { key: String(key), title, refreshing: isSet(refreshing), scannedAt, folders };
}

function plain(title: string): string {
  return title.normalize('NFC').trim().toLowerCase();
}
