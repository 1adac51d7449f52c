import { Fault } from '@catalogsync/faults';

/**
 * One kind of media server, such as Navidrome. Further capabilities (search, scan, playlists) are separate
 * interfaces; an adapter implements those it has.
 */
export interface MediaServerAdapter {
  /** The word that selects it in the setting: lower case, no spaces. */
  readonly name: string;
  /** True if the server answers and accepts the configured account. May throw; callers treat that as "no". */
  isConnected(signal: AbortSignal): Promise<boolean>;
}

/** The chosen server and whether it answers; `problem` says why not. */
export interface ServerStatus {
  readonly configured: boolean;
  readonly active: string;
  readonly connected: boolean;
  readonly available: readonly string[];
  readonly problem?: unknown;
}

/** The one place that maps a server's name to its adapter (behaviour 208). */
export class ServerRegistry {
  private readonly byName: ReadonlyMap<string, MediaServerAdapter>;

  /** @throws Fault `internal` if two adapters share a name. */
  constructor(adapters: readonly MediaServerAdapter[]) {
    this.byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));
    if (this.byName.size < adapters.length) throw new Fault('internal', 'two media-server adapters have the same name');
  }

  get available(): readonly string[] {
    return [...this.byName.keys()];
  }

  /**
   * The adapter that a setting names; an empty setting means none.
   * @throws Fault `invalid_argument` for a name without an adapter in this build
   */
  choose(name: string): MediaServerAdapter | undefined {
    const wanted = name.trim().toLowerCase();
    if (wanted === '') return undefined;
    const adapter = this.byName.get(wanted);
    if (adapter !== undefined) return adapter;
    const known = this.available.length === 0 ? 'none' : this.available.join(', ');
    throw new Fault('invalid_argument', `MEDIA_SERVER: there is no adapter for "${name}"; available: ${known}`, {
      hint: this.available.length === 0 ? 'Leave MEDIA_SERVER empty.' : 'Set MEDIA_SERVER to one of these, or leave it empty.',
    });
  }

  /** A failing server counts as not connected, never as our error (behaviour 218). */
  async status(name: string, signal: AbortSignal): Promise<ServerStatus> {
    const adapter = this.choose(name);
    if (adapter === undefined) return { configured: false, active: '', connected: false, available: this.available };
    const seen = { configured: true, active: adapter.name, available: this.available };
    try {
      return { ...seen, connected: await adapter.isConnected(signal) };
    } catch (problem) {
      return { ...seen, connected: false, problem };
    }
  }
}
