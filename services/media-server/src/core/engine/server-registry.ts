import { Fault } from '@catalogsync/faults';
import type { MediaServer } from '../servers/media-server.js';

/** A server and the words that select it. */
export interface NamedServer {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly server: MediaServer;
}

/** The one place that maps a word of the setting to a server (behaviour 208). */
export class ServerRegistry {
  private readonly byWord: ReadonlyMap<string, NamedServer>;

  /** @throws Fault `internal` if two servers share a word */
  constructor(private readonly servers: readonly NamedServer[]) {
    const words = servers.flatMap((named) => [named.name, ...(named.aliases ?? [])].map((word) => [word, named] as const));
    this.byWord = new Map(words);
    if (this.byWord.size < words.length) throw new Fault('internal', 'two media servers have the same name');
  }

  get available(): readonly string[] {
    return this.servers.map(({ name }) => name);
  }

  /**
   * The server that a setting names; an empty setting means none.
   * @throws Fault `invalid_argument` for a name that this build has no server for
   */
  choose(word: string): NamedServer | undefined {
    const wanted = word.trim().toLowerCase();
    if (wanted === '') return undefined;
    const named = this.byWord.get(wanted);
    if (named !== undefined) return named;
    throw new Fault('invalid_argument', `SERVER_ACTIVE: there is no media server "${word}"; available: ${this.available.join(', ')}`, {
      hint: 'Set SERVER_ACTIVE to one of these, or leave it empty.',
    });
  }
}
