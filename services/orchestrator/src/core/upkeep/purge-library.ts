import type { Actor, Audit } from '@catalogsync/audit';

/** What is left of old scans, of one kind. */
export interface LeftOver {
  readonly what: string;
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

/** A song of the library without any file and without any playlist. */
export interface GoneSong {
  readonly id: number;
  readonly remoteId: string;
  readonly name: string;
}

/** What is left of files that are gone. Nothing here is a file. */
export interface LeftOverStore {
  /** Songs that nothing in the catalogue needs, neither a decision of somebody nor the history of a playlist, by id. */
  goneSongs(after: number, limit: number): Promise<readonly GoneSong[]>;
  /** Removes songs with their files' places, credits and links. */
  removeSongs(ids: readonly number[]): Promise<void>;
  /** The other kinds: what points to nothing, and places that another file of their song has replaced. */
  others(): Promise<readonly LeftOver[]>;
  removeOthers(): Promise<readonly LeftOver[]>;
}

/** What the resolver remembers of files that are gone. */
export interface LibraryMemory {
  /** Those of the given songs that it would not know again. @throws Fault */
  forgotten(remoteIds: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** @returns how many files it remembers in vain, which are forgotten unless `dryRun`. @throws Fault */
  purge(dryRun: boolean, signal: AbortSignal): Promise<number>;
}

export interface PurgeLibraryParts {
  readonly store: LeftOverStore;
  readonly memory: LibraryMemory;
  readonly audit: Audit;
}

/** Songs judged and removed at once, about 10 ms of work. */
const batch = 500;
const examples = 5;

/** Removes what is left of old scans. A song whose file may still return, and would then be known again, keeps its id. */
export class PurgeLibrary {
  constructor(private readonly parts: PurgeLibraryParts) {}

  /** What there is to remove. @throws Fault `unavailable` if the resolver does not answer */
  async look(signal: AbortSignal): Promise<LeftOver[]> {
    const songs = await this.eachBatch(async () => undefined, signal);
    return found([songs, ...(await this.parts.store.others()), await this.indexed(true, signal)]);
  }

  /** Removes it. @returns what was removed. @throws Fault as `look`; what was removed by then stays removed */
  remove(actor: Actor, signal: AbortSignal): Promise<LeftOver[]> {
    const { audit, store } = this.parts;
    return audit.run({ ...actor, action: 'purgeLibrary', target: 'library' }, async () => {
      // What the index forgets first may set free further songs.
      const index = await this.indexed(false, signal);
      const songs = await this.eachBatch((ids) => store.removeSongs(ids), signal);
      return found([songs, ...(await store.removeOthers()), index]);
    });
  }

  private async eachBatch(use: (ids: readonly number[]) => Promise<void>, signal: AbortSignal): Promise<LeftOver> {
    const { store, memory } = this.parts;
    const names: string[] = [];
    let count = 0;
    for (let after = 0; ; ) {
      signal.throwIfAborted();
      const songs = await store.goneSongs(after, batch);
      const last = songs.at(-1);
      if (last === undefined) return { what: 'songs', count, examples: names };
      after = last.id;
      const forgotten = new Set(
        await memory.forgotten(
          songs.map(({ remoteId }) => remoteId),
          signal,
        ),
      );
      const removable = songs.filter(({ remoteId }) => forgotten.has(remoteId));
      await use(removable.map(({ id }) => id));
      count += removable.length;
      names.push(...removable.slice(0, examples - names.length).map(({ name }) => name));
    }
  }

  private async indexed(dryRun: boolean, signal: AbortSignal): Promise<LeftOver> {
    return { what: 'files in the index', count: await this.parts.memory.purge(dryRun, signal), examples: [] };
  }
}

const found = (all: readonly LeftOver[]): LeftOver[] => all.filter(({ count }) => count > 0);
