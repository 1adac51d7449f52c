import { Fault, toFault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import type { PlexCall, PlexClient } from './client.js';
import type { MusicLibrary, PlexLibraries } from './libraries.js';
import { activitiesShape } from './wire.js';

/** A scan that we started and have not seen end. */
interface Started {
  readonly at: number;
  /** Of the scan before. */
  readonly scannedAt: number | undefined;
  readonly seen: boolean;
}

/** How long in ms a server may take to say that it scans. Without a sign until then, the scan was over before we looked. */
const silenceMs = 10_000;

/** Scans of the libraries, and whether one runs. */
export class PlexScans {
  private readonly started = new Map<string, Started>();

  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
    private readonly clock: Clock,
  ) {}

  /** @throws Fault `invalid_argument` for a folder that no library contains */
  async start(folder: string | undefined, signal: AbortSignal): Promise<void> {
    const all = await this.libraries.current(signal);
    const libraries = folder === undefined ? all : all.filter(({ folders }) => folders.some((root) => contains(root, folder)));
    if (folder !== undefined && libraries.length === 0) {
      throw new Fault('invalid_argument', `no music library of the Plex server contains ${folder}`, {
        hint: 'Set SERVER_LIBRARY_DIR to where the Plex server sees the music.',
      });
    }
    for (const library of libraries) {
      const { key, scannedAt } = library;
      await this.refresh(library, folder, signal);
      this.started.set(key, { at: this.clock.now(), scannedAt, seen: false });
    }
  }

  async isRunning(signal: AbortSignal): Promise<boolean> {
    const libraries = await this.libraries.current(signal);
    const updated = await this.updatedSections(signal);
    // Each is looked at: all must take note of what they saw.
    return libraries.map((library) => this.isScanned(library, updated)).includes(true);
  }

  private isScanned({ key, refreshing, scannedAt }: MusicLibrary, updated: ReadonlySet<string>): boolean {
    const started = this.started.get(key);
    if (refreshing || updated.has(key)) {
      if (started !== undefined) this.started.set(key, { ...started, seen: true });
      return true;
    }
    if (started === undefined) return false;
    const isOver = started.seen || scannedAt !== started.scannedAt || this.clock.now() - started.at > silenceMs;
    if (isOver) this.started.delete(key);
    return !isOver;
  }

  private async refresh({ key, title }: MusicLibrary, folder: string | undefined, signal: AbortSignal): Promise<void> {
    const call: PlexCall = {
      path: `/library/sections/${key}/refresh`,
      query: { path: folder },
      what: `library "${title}"`,
    };
    try {
      await this.client.tell({ ...call, method: 'POST' }, signal);
    } catch (error) {
      if (!['not_found', 'unsupported'].includes(toFault(error).code)) throw error;
      // Older servers know it as a GET.
      await this.client.tell(call, signal);
    }
  }

  /** Sections that an activity updates. Accounts that may not see activities see none. */
  private async updatedSections(signal: AbortSignal): Promise<ReadonlySet<string>> {
    try {
      const { Activity = [] } = (await this.client.ask({ path: '/activities' }, activitiesShape, signal)).MediaContainer;
      const updates = Activity.filter(({ type = '' }) => type.startsWith('library.update.section'));
      return new Set(updates.flatMap(({ Context }) => (Context?.librarySectionID === undefined ? [] : [String(Context.librarySectionID)])));
    } catch (error) {
      if (!['permission_denied', 'not_found'].includes(toFault(error).code)) throw error;
      return new Set();
    }
  }
}

/** With either separator: the server may run on Windows. */
function contains(root: string, folder: string): boolean {
  const [outer, inner] = [root, folder].map((path) => path.replaceAll('\\', '/').replace(/\/+$/, ''));
  return outer !== undefined && inner !== undefined && (inner === outer || inner.startsWith(`${outer}/`));
}
