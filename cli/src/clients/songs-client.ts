import { orchestratorSongsV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';
import { entryNameOf } from './entry-name.js';

export type Song = orchestratorSongsV1.Song;
export type SongLink = Omit<orchestratorSongsV1.SongLink, 'song'> & Song;

export interface SongDetail extends Song {
  /** `downloaded` or `missing`. */
  readonly status: string;
  /** Its own active files. */
  readonly fileCount: number;
  /** The linked song whose file it shares. */
  readonly fileOf: { readonly id: number; readonly platform: string; readonly remoteId: string } | undefined;
  /** The songs that it is linked with, and those that somebody decided about. */
  readonly links: readonly SongLink[];
}

const callMs = 10_000;
/** All songs that wait are linked first. */
const linkMs = 120_000;

/** The songs of one orchestrator. Each is named by its id, or as `platform,id`. */
export class SongsClient extends clientOf(orchestratorSongsV1.SongServiceService, 'orchestrator') {
  /** @throws Fault `not_found` */
  async get(name: string, signal: AbortSignal): Promise<SongDetail> {
    return detailOf((await this.rpc.getSong({ name: entryNameOf(name) }, { deadlineMs: callMs, signal })).song);
  }

  /** The first song afterwards. @throws Fault `not_found`, `invalid_argument` for one song named twice */
  async link(song: string, other: string, signal: AbortSignal): Promise<SongDetail> {
    const pair = { song: entryNameOf(song), other: entryNameOf(other) };
    return detailOf((await this.rpc.linkSongs(pair, { deadlineMs: linkMs, signal })).song);
  }

  /** The first song afterwards. @throws Fault as `link`; `failed_precondition` if other decisions make them the same */
  async unlink(song: string, other: string, signal: AbortSignal): Promise<SongDetail> {
    const pair = { song: entryNameOf(song), other: entryNameOf(other) };
    return detailOf((await this.rpc.unlinkSongs(pair, { deadlineMs: linkMs, signal })).song);
  }
}

function detailOf(message: orchestratorSongsV1.SongDetail | undefined): SongDetail {
  const { song, status, fileCount, fileOf, links } = required(message, 'song');
  const others = links.map(({ song: other, ...link }) => ({ ...required(other, 'song'), ...link }));
  return { ...required(song, 'song'), status, fileCount, fileOf, links: others };
}
