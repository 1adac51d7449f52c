import { createHash } from 'node:crypto';
import { Fault, toFault } from '@catalogsync/faults';
import { musicFoldersShape, type SubsonicClient, tokenInfoShape, userShape } from '@catalogsync/opensubsonic';
import type { ServerIdentity } from '../../../core/servers/values.js';

export interface ConnectionSettings {
  readonly url: string;
  /** Empty with an API key, if it is not set. */
  readonly user: string;
  readonly usesApiKey: boolean;
  /** Names of music folders; none for all of them. */
  readonly libraries: readonly string[];
}

/** Who is logged in. */
export interface Account {
  /** Undefined where the server does not tell. */
  readonly user: string | undefined;
  readonly isAdmin: boolean;
}

/** What the server understands. */
export interface Protocol {
  readonly isOpenSubsonic: boolean;
  /** Whether it is at least 1.`minor`. */
  isSince(minor: number): boolean;
  readonly text: string;
}

interface Answered {
  readonly identity: ServerIdentity;
  readonly protocol: Protocol;
}

/** What is known about the server and the account, asked for when it is needed first. */
export class NavidromeConnection {
  private answered: Answered | undefined;
  private folders: readonly (string | undefined)[] | undefined;
  private owner: Account | undefined;

  constructor(
    private readonly client: SubsonicClient,
    private readonly settings: ConnectionSettings,
  ) {}

  async isConnected(signal: AbortSignal): Promise<boolean> {
    await this.ping(signal);
    return true;
  }

  async identity(signal: AbortSignal): Promise<ServerIdentity> {
    const { identity } = await this.ask(signal);
    await this.libraries(signal);
    await this.account(signal);
    return identity;
  }

  async protocol(signal: AbortSignal): Promise<Protocol> {
    return (await this.ask(signal)).protocol;
  }

  /** The ids of the music folders to use, each to be asked about; one undefined for the whole server. */
  async libraries(signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    this.folders ??= this.settings.libraries.length === 0 ? [undefined] : await this.chosenFolders(signal);
    return this.folders;
  }

  /** Not every server tells; that stops nothing. */
  async account(signal: AbortSignal): Promise<Account> {
    if (this.owner !== undefined) return this.owner;
    const { user, usesApiKey } = this.settings;
    try {
      const name = usesApiKey && user === '' ? await this.ownerOfKey(signal) : user;
      const { user: found } = await this.client.call('getUser', { username: name }, userShape, signal);
      this.owner = { user: found.username, isAdmin: found.adminRole === true };
      return this.owner;
    } catch (error) {
      const { code } = toFault(error);
      if (code === 'canceled' || code === 'unauthenticated') throw error;
      return { user: user || undefined, isAdmin: false };
    }
  }

  private async ask(signal: AbortSignal): Promise<Answered> {
    if (this.answered !== undefined) return this.answered;
    const { type = '', serverVersion, version = '', openSubsonic = false } = await this.ping(signal);
    const [major = 1, minor = 0] = version.split('.').map(Number);
    // Servers have no id of their own.
    const id = createHash('sha256').update(`${this.settings.url}\n${type}`).digest('hex').slice(0, 32);
    this.answered = {
      identity: { id, name: type || 'Subsonic server', version: serverVersion || undefined },
      protocol: { isOpenSubsonic: openSubsonic, isSince: (least) => major > 1 || minor >= least, text: `Subsonic ${version}` },
    };
    return this.answered;
  }

  private async ping(signal: AbortSignal) {
    try {
      return await this.client.ping(signal);
    } catch (error) {
      const { code, message } = toFault(error);
      if (code !== 'not_found' && code !== 'data_corrupt') throw error;
      throw new Fault('data_corrupt', `there is no Subsonic server at the address: ${message}`, {
        hint: 'Check NAVIDROME_URL.',
        cause: error,
      });
    }
  }

  private async ownerOfKey(signal: AbortSignal): Promise<string> {
    return (await this.client.call('tokenInfo', {}, tokenInfoShape, signal)).tokenInfo.username;
  }

  private async chosenFolders(signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const { musicFolders } = await this.client.call('getMusicFolders', {}, musicFoldersShape, signal);
    const folders = (musicFolders.musicFolder ?? []).map(({ id, name = '' }) => ({ id: String(id), name, word: wordOf(name) }));
    const wanted = new Set(this.settings.libraries.map(wordOf));
    const unknown = this.settings.libraries.find((name) => !folders.some(({ word }) => word === wordOf(name)));
    if (unknown !== undefined) {
      const names = folders.map(({ name }) => name).join(', ');
      throw new Fault('invalid_argument', `NAVIDROME_LIBRARIES: the server has no music folder "${unknown}"; it has: ${names || 'none'}`, {
        hint: 'Set NAVIDROME_LIBRARIES to some of these names, or leave it empty for all of them.',
      });
    }
    const chosen = folders.filter(({ word }) => wanted.has(word));
    const protocol = await this.protocol(signal);
    // Lists of one music folder came with 1.12; an older server would list everything.
    if (protocol.isOpenSubsonic || protocol.isSince(12)) return chosen.map(({ id }) => id);
    if (chosen.length === folders.length) return [undefined];
    throw new Fault('unsupported', `the server (${protocol.text}) cannot limit its lists to music folders`, {
      hint: 'Leave NAVIDROME_LIBRARIES empty.',
    });
  }
}

const wordOf = (name: string): string => name.normalize().trim().toLowerCase();
