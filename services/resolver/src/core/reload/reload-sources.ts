import type { Actor, Audit } from '@catalogsync/audit';
import type { Breakers } from '../ranking/breakers.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

/** A source that was opened with new settings. */
interface OpenedAgain {
  readonly source: Source;
  /** Names of its keys that have changed. */
  readonly keys: readonly string[];
}

/** What has changed in the settings since they were last read. */
export interface ChangedSettings {
  readonly opened: readonly OpenedAgain[];
  /** Keys that take effect only at the next start. */
  readonly restartKeys: readonly string[];
  /** From now on these are the settings that later ones are compared with. */
  accept(): void;
}

/** The settings of the sources, in the files of this installation. */
export interface SourceSettings {
  /**
   * Reads the files again and opens the sources whose keys have changed. Uses none of them.
   * @throws Fault `invalid_argument` that lists all faults of the values; `unsupported` if they cannot be read again
   */
  read(): Promise<ChangedSettings>;
}

interface ReloadedSource {
  readonly name: string;
  readonly wasConfigured: boolean;
  readonly configured: boolean;
  readonly keys: readonly string[];
}

export interface Reloaded {
  readonly sources: readonly ReloadedSource[];
  readonly restartKeys: readonly string[];
}

/**
 * Takes new keys of sources into use without a restart. Only sources with a changed key are opened again: the others keep
 * their connections, limits, caches and breakers, and what runs finishes with the source that it began with.
 */
export class ReloadSources {
  /** One at a time: the second compares with what the first took into use. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: SourceSettings,
    private readonly registry: SourceRegistry,
    private readonly searches: Breakers,
    private readonly files: Breakers,
    private readonly audit: Audit,
  ) {}

  /** @throws Fault, see `SourceSettings`; nothing has changed then */
  run(actor: Actor): Promise<Reloaded> {
    const action = { ...actor, action: 'reloadSources', target: 'the sources' };
    const result = this.turn.then(() => this.audit.run(action, () => this.reload()));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async reload(): Promise<Reloaded> {
    const { opened, restartKeys, accept } = await this.settings.read();
    const sources = opened.map(({ source: { name, configured }, keys }) => {
      return { name, wasConfigured: this.registry.find(name)?.configured === true, configured, keys };
    });
    this.registry.replace(opened.map(({ source }) => source));
    // What failed with the old keys says nothing about the new ones.
    for (const { name } of sources) for (const breakers of [this.searches, this.files]) breakers.reset(name);
    accept();
    return { sources, restartKeys };
  }
}
