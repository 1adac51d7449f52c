import { Fault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { displayText } from '../catalogue/song-artists.js';
import { type MediaServerPeer, type MediaServerStatus, type MirrorMode, type MirrorResult, mostSongs } from './media-server-peer.js';
import type { MirroredPlaylist, MirrorPlace, MirrorQuestions, MirrorRecord, MirrorStores, SongToMirror } from './mirror-store.js';

export interface MirrorPlaylistParts {
  readonly server: MediaServerPeer;
  readonly questions: MirrorQuestions;
  readonly writer: CatalogueWriter<MirrorStores>;
  /** Where people decided none. */
  readonly mode: MirrorMode;
  readonly now: () => number;
}

export interface MirrorWish {
  readonly mode?: MirrorMode | undefined;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export interface MirrorContext {
  readonly signal: AbortSignal;
  readonly report: (done: number, total: number) => void;
}

/** What mirroring came to. */
export interface Mirrored {
  readonly mode: MirrorMode;
  readonly serverName: string;
  readonly result: MirrorResult;
  /** To be stored, unless it was a dry run. */
  readonly record: MirrorRecord;
  /** The songs that the server does not have, with their files first. */
  readonly unmatched: readonly SongToMirror[];
}

/** Brings one playlist on the media server to the songs that it has here. */
export class MirrorPlaylist {
  constructor(private readonly parts: MirrorPlaylistParts) {}

  /**
   * Stores nothing but failures: the record is for the caller's transaction.
   * @returns undefined for a playlist that was not fetched yet, or came back empty although it may not be
   * @throws Fault `failed_precondition` if no server is chosen, or more than half of the server's playlist would go; those of the server
   */
  async run(playlist: MirroredPlaylist, wish: MirrorWish, context: MirrorContext): Promise<Mirrored | undefined> {
    const status = connected(await this.parts.server.status(context.signal));
    const songs = await this.parts.questions.songs(playlist.id, mostSongs + 1);
    // What a failed fetch left empty must not empty the playlist there.
    if (songs.length === 0 && !isKnownEmpty(playlist)) return undefined;
    try {
      return await this.mirror(playlist, songs, status, wish, context);
    } catch (error) {
      if (!context.signal.aborted && wish.dryRun !== true && error instanceof Fault) await this.failed(playlist.id, status.serverId, error);
      throw error;
    }
  }

  private async mirror(
    playlist: MirroredPlaylist,
    songs: readonly SongToMirror[],
    { serverId, serverName }: MediaServerStatus,
    { mode = playlist.mode ?? this.parts.mode, dryRun = false, force = false }: MirrorWish,
    { signal, report }: MirrorContext,
  ): Promise<Mirrored> {
    const { id, description = '' } = playlist;
    if (songs.length > mostSongs) {
      throw new Fault('invalid_argument', `${playlist.name} has more than ${mostSongs} songs`, {
        hint: 'Turn it off with media mirror --off.',
      });
    }
    const place = await this.parts.questions.place(id, serverId);
    const { remoteId } = place;
    let result: MirrorResult | undefined;
    const wanted = songs.map(({ hasFile: _, ...song }) => song);
    const order = { remoteId, name: nameThere(playlist, place), description, songs: wanted, mode, dryRun, force };
    for await (const step of this.parts.server.mirror(order, signal)) {
      if (step.kind === 'mirrored') result = step.result;
      else report(step.done, step.total);
    }
    if (result === undefined) throw new Fault('data_corrupt', 'media-server: mirroring ended without a result');
    const lacking = new Set(result.unmatched);
    const unmatched = songs.filter((song) => lacking.has(song.id)).sort((a, b) => Number(b.hasFile) - Number(a.hasFile));
    const withFile = unmatched.filter(({ hasFile }) => hasFile).map((song) => song.id);
    const counts = { songCount: songs.length, unmatched: withFile, withoutFileCount: unmatched.length - withFile.length };
    const record = { playlistId: id, serverId, remoteId: result.remoteId || remoteId, mirroredAt: this.parts.now(), ...counts };
    return { mode, serverName, result, record, unmatched };
  }

  private async failed(playlistId: number, serverId: string, fault: Fault): Promise<void> {
    await this.parts.writer.run(({ mirrors }) => mirrors.saveFailure(playlistId, serverId, withHint(fault)));
  }
}

/** Of a playlist that is made: a second one of a name would be taken for the first. */
function nameThere({ id, platform, name }: MirroredPlaylist, { nameTakenBy }: MirrorPlace): string {
  if (nameTakenBy === 'nobody') return name;
  return nameTakenBy === 'other_platform' ? `${name} (${platform})` : `${name} (${platform} ${id})`;
}

const isKnownEmpty = ({ syncStatus, emptySince }: MirroredPlaylist): boolean => syncStatus === 'synced' && emptySince === undefined;

/** @throws Fault `failed_precondition`, `unavailable` */
export function connected(status: MediaServerStatus): MediaServerStatus {
  if (!status.configured) {
    throw new Fault('failed_precondition', 'no media server is chosen', { hint: 'Set SERVER_ACTIVE and the address of the server.' });
  }
  if (status.connected) return status;
  const { active, problem, hint } = status;
  throw new Fault('unavailable', `${active}: ${problem || 'it does not answer'}`, hint === '' ? {} : { hint });
}

/** A fault as one line for people. */
export const withHint = ({ message, hint }: Fault): string => (hint === undefined ? message : `${message}. ${hint}`);

/** "Title / Artists" of the first songs, and how many more there are. */
export function named(songs: readonly Pick<SongToMirror, 'title' | 'artists'>[], most: number): string {
  const first = songs.slice(0, most).map(({ title, artists }) => displayText(title, artists.join(' / ')));
  const more = songs.length - first.length;
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
