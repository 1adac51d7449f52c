import { orchestratorSongsV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { type SongChoices, songNamed } from '../../core/recordings/song-choices.js';
import type { SongDetail, SongDetails, SongLink } from '../../core/songs/song-detail.js';
import { entryNameOf } from './entry-name.js';

/** Tokens of what the module binds. */
export const songDetailsToken = Symbol('details of songs');
export const songChoicesToken = Symbol('choices about songs');

/** For the linking of all songs that wait, which may be those of a large job. */
const linkTimeoutMs = 100_000;

/** gRPC edge of SongService. */
@Controller()
@wire.SongServiceControllerMethods()
export class SongController implements wire.SongServiceController {
  constructor(
    @Inject(songDetailsToken) private readonly songs: SongDetails,
    @Inject(songChoicesToken) private readonly choices: SongChoices,
  ) {}

  async getSong({ name }: wire.GetSongRequest): Promise<wire.GetSongResponse> {
    return { song: await this.detail(name) };
  }

  async linkSongs({ song, other }: wire.LinkSongsRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.LinkSongsResponse> {
    await this.choices.link(toSongName(song), toSongName(other), actorOf(call), AbortSignal.timeout(linkTimeoutMs));
    return { song: await this.detail(song) };
  }

  async unlinkSongs({ song, other }: wire.UnlinkSongsRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.UnlinkSongsResponse> {
    await this.choices.unlink(toSongName(song), toSongName(other), actorOf(call), AbortSignal.timeout(linkTimeoutMs));
    return { song: await this.detail(song) };
  }

  private async detail(name: wire.SongName | undefined): Promise<wire.SongDetail> {
    return toDetail(await songNamed(this.songs, toSongName(name)));
  }
}

const toSongName = (name: wire.SongName | undefined) => entryNameOf('a song', name);

function toDetail({ status, fileCount, fileOf, links, ...song }: SongDetail): wire.SongDetail {
  return { song: toSong(song), status, fileCount, fileOf, links: links.map(toLink) };
}

const toSong = ({ id, platform, remoteId, name, singers = '' }: Omit<SongLink, 'isLinked' | 'decision'>): wire.Song => {
  return { id, platform, remoteId, name, singers };
};

function toLink({ isLinked, decision, ...song }: SongLink): wire.SongLink {
  const { decidedAt = 0, decidedBy = '' } = decision ?? {};
  const word = decision === undefined ? '' : decision.isSame ? 'same' : 'different';
  return { song: toSong(song), linked: isLinked, decision: word, decidedAt, decidedBy };
}
