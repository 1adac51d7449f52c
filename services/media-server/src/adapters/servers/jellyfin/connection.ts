import { Fault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import type { ServerIdentity } from '../../../core/servers/values.js';
import type { JellyfinClient } from './client.js';
import { itemsShape, publicInfoShape, type User, usersShape } from './wire.js';

export interface JellyfinAccount {
  /** Name of a user there; empty for the first administrator. */
  readonly user: string;
  /** Names of music libraries; empty for all. */
  readonly libraries: readonly string[];
}

/** What all calls need to know about the server. */
export interface Session {
  readonly identity: ServerIdentity;
  readonly userId: string;
  /** Ids of the music libraries in use; at least one. */
  readonly libraryIds: readonly string[];
  /** Whether tracks can be added at a place of a playlist (12.0), not only at its end. */
  readonly addsAtPlaces: boolean;
}

/** Users and libraries are asked for again after this, in milliseconds: an owner may have changed them. */
const sessionMs = 600_000;

const oldest = [10, 11] as const;

/** Who answers, for which user, and with which libraries. Kept for a while, so that calls cost one request each. */
export class JellyfinConnection {
  private known: { readonly session: Session; readonly until: number } | undefined;

  constructor(
    private readonly client: JellyfinClient,
    private readonly account: JellyfinAccount,
    private readonly clock: Clock,
  ) {}

  /** As `open`, unless that was done lately. */
  async session(signal: AbortSignal): Promise<Session> {
    if (this.known !== undefined && this.clock.now() < this.known.until) return this.known.session;
    return this.open(signal);
  }

  /** Asks the server. @throws Fault `failed_precondition` for a server that is not set up, or has no such user or library */
  async open(signal: AbortSignal): Promise<Session> {
    this.known = undefined;
    const { identity, version } = await this.identify(signal);
    const userId = await this.findUser(signal);
    const libraryIds = await this.findLibraries(userId, signal);
    const session = { identity, userId, libraryIds, addsAtPlaces: version[0] >= 12 };
    this.known = { session, until: this.clock.now() + sessionMs };
    return session;
  }

  private async identify(signal: AbortSignal): Promise<{ identity: ServerIdentity; version: readonly [number, number] }> {
    const info = await this.client.get('/System/Info/Public', {}, publicInfoShape, signal);
    if (info.StartupWizardCompleted === false) {
      throw refused('Jellyfin has not been set up yet', 'Open it in a browser and finish its setup.');
    }
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(info.Version ?? '') ?? [];
    if (info.Version === undefined || major === undefined) {
      throw new Fault('data_corrupt', 'Jellyfin GET /System/Info/Public: unexpected answer: no version', {
        hint: 'Check JELLYFIN_URL: another service may answer there.',
      });
    }
    const version = [Number(major), Number(minor)] as const;
    if (version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1])) {
      throw refused(`Jellyfin ${info.Version} is too old`, `Update it to ${oldest.join('.')} or newer.`);
    }
    const identity = { id: info.Id ?? this.client.addressDigest, name: info.ServerName || 'Jellyfin', version: info.Version };
    return { identity, version };
  }

  /** The key proves itself here: the call before needs none. */
  private async findUser(signal: AbortSignal): Promise<string> {
    const users = (await this.client.get('/Users', {}, usersShape, signal)).filter(({ Policy }) => Policy?.IsDisabled !== true);
    const wanted = this.account.user.trim();
    const user = wanted === '' ? users.find(({ Policy }) => Policy?.IsAdministrator === true) : withName(users, wanted);
    if (user !== undefined) return user.Id;
    const names = namesOf(users);
    if (wanted !== '') throw refused(`Jellyfin has no user "${wanted}"; it has: ${names}`, 'Correct JELLYFIN_USER.');
    throw refused(`Jellyfin shows no administrator; it has: ${names}`, 'Set JELLYFIN_USER to one of these.');
  }

  private async findLibraries(userId: string, signal: AbortSignal): Promise<readonly string[]> {
    const { Items } = await this.client.get('/UserViews', { userId }, itemsShape, signal);
    const libraries = Items.filter(({ CollectionType }) => CollectionType === 'music');
    if (libraries.length === 0) {
      throw refused(
        'Jellyfin shows no music library',
        'Add a library of the type "Music" there, or give the user of JELLYFIN_USER access to it.',
      );
    }
    const wanted = this.account.libraries.map(folded);
    const unknown = this.account.libraries.filter((name) => !libraries.some(({ Name = '' }) => folded(Name) === folded(name)));
    if (unknown.length > 0) {
      const words = unknown.map((name) => `"${name}"`).join(', ');
      throw refused(`Jellyfin has no music library ${words}; it has: ${namesOf(libraries)}`, 'Correct JELLYFIN_LIBRARIES.');
    }
    return libraries.filter(({ Name = '' }) => wanted.length === 0 || wanted.includes(folded(Name))).map(({ Id }) => Id);
  }
}

/** Jellyfin's names differ by more than case. */
function withName(users: readonly User[], wanted: string): User | undefined {
  return users.find(({ Name = '' }) => folded(Name) === folded(wanted));
}

const folded = (name: string): string => name.trim().normalize().toLowerCase();

const namesOf = (items: readonly { readonly Name?: string }[]): string => items.map(({ Name = '' }) => Name).join(', ') || 'none';

/** Until the owner changes something there or here, the next call ends the same. */
const refused = (message: string, hint: string): Fault => new Fault('failed_precondition', message, { hint, retry: 'never' });
