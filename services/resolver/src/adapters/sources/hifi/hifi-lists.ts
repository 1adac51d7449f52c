import { Fault } from '@catalogsync/faults';
import { plainTrack } from '../../../core/sources/described.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, Pool, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import { listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { HifiClient } from './client.js';
import { pictureAt, tracksOf } from './songs.js';
import type { Mix, Playlist } from './wire.js';

const chosenPool: Pool = { kind: 'named', externalId: 'hifi', name: 'HiFi' };

/** Playlists and mixes of TIDAL that the user named, and any other by its id. */
export class HifiLists implements PlaylistLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: HifiClient,
    private readonly playlists: readonly string[],
  ) {}

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const describe = async ({ id }: PooledList<undefined>): Promise<SourcePlaylist> =>
      kindOf(id) === 'mix' ? this.mix(id, signal) : playlistOf(id, await this.client.playlist(id, signal));
    const lists = listedOnce(namedLists(this.playlists, chosenPool));
    return listedPage({ lists, describe, missing: (id) => `the HiFi proxy has no playlist or mix ${id}; see HIFI_PLAYLISTS` }, page);
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async mix(id: string, signal: AbortSignal): Promise<SourcePlaylist> {
    const { about, entries } = await this.client.mix(id, signal);
    return mixOf(id, about, tracksOf(entries, 'hifi mix'));
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    if (kindOf(id) === 'mix') return { tracks: tracksOf((await this.client.mix(id, signal)).entries, 'hifi mix'), notices: [] };
    const { about, entries, total: claimed } = await this.client.wholePlaylist(id, signal);
    const notices = countNotices({ service: 'the HiFi proxy', list: `"${about.title}"`, claimed, came: entries.length });
    return { tracks: tracksOf(entries, 'hifi playlist'), notices };
  }
}

/** @throws Fault `not_found` for anything that is neither a playlist's id nor a mix's */
function kindOf(id: string): 'playlist' | 'mix' {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return 'playlist';
  if (/^[0-9a-z]{20,40}$/i.test(id)) return 'mix';
  throw new Fault('not_found', 'this is not the id of a playlist or mix at TIDAL');
}

function playlistOf(remoteId: string, about: Playlist): SourcePlaylist {
  const { title, description = '', numberOfTracks = 0, lastUpdated = '', squareImage, image } = about;
  return {
    remoteId,
    name: title,
    description: description || undefined,
    coverUrl: pictureAt(squareImage ?? image),
    pools: [chosenPool],
    version: versionOf([title, description, lastUpdated, numberOfTracks]),
  };
}

/** A mix does not say when it changed: only its songs show it. */
function mixOf(remoteId: string, { title = '', subTitle = '' }: Mix, tracks: readonly SourceTrack[]): SourcePlaylist {
  return {
    remoteId,
    name: title || remoteId,
    description: subTitle || undefined,
    pools: [chosenPool],
    version: versionOf([title, subTitle, tracks.map(plainTrack)]),
  };
}
