import { choice, filterId, filterText, isNameKey, requestFault } from '@catalogsync/http';
import { type NamePlace, songStatuses } from '../../../core/console/catalogue-lists.js';
import { extraOf } from '../../../core/console/playlist-shelf.js';
import type { CatalogueParts } from '../api-parts.js';
import { playlist, song } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { cursor, limit, listPage, pageBody, pageSchema, placeOf } from '../list-page.js';

const catalogueRoute = consoleRoutes('catalogue');

const name = filterText('name', 200, 'Only names with this prefix.');

/** The key of lists sorted by name. */
type NameKey = readonly [name: string, id: number];

const keyOf = ({ name: first, id }: NamePlace): NameKey => [first, id];

const byName = { isKey: isNameKey, keyOf };

const placeBehind = (key: NameKey | undefined): NamePlace | undefined => key && { name: key[0], id: key[1] };

/** The collected catalogue. */
export function catalogueRoutes(catalogue: CatalogueParts): ConsoleRoute[] {
  return [listPlaylists(catalogue), listSongs(catalogue)];
}

const listPlaylists = ({ lists, shelf }: CatalogueParts): ConsoleRoute =>
  catalogueRoute('listPlaylists', 'GET /api/playlists', {
    summary: 'Playlists by name.',
    access: 'read',
    query: {
      limit,
      cursor,
      name,
      status: filterText('status', 32, 'Only those with this syncStatus.'),
      platform: filterText('platform', 64, 'Only those of this platform.'),
      poolId: filterId('poolId', 'Only those that were found there.'),
      followed: choice('followed', ['true', 'false'], { description: 'Only those whose songs are downloaded, or only the others.' }),
    },
    answers: { 200: pageSchema('Playlist') },
    handle({ query: { limit: size, cursor: text, followed, ...filter } }) {
      const isFollowed = followed === undefined ? undefined : followed === 'true';
      const list = `playlists ${JSON.stringify({ ...filter, isFollowed })}`;
      const read = async (key: NameKey | undefined, count: number) => {
        const rows = await lists.playlists({ ...filter, isFollowed, after: placeBehind(key), limit: count });
        const extras = await shelf.extras(rows.slice(0, size));
        return rows.map((row) => ({ ...row, ...extraOf(extras, row.id) }));
      };
      return listPage({ limit: size, cursor: text }, { ...byName, list, toJson: playlist.json }, read);
    },
  });

const listSongs = ({ lists, search }: CatalogueParts): ConsoleRoute =>
  catalogueRoute('listSongs', 'GET /api/songs', {
    summary:
      'Songs by name; if searched by text, or filtered by status only, by id. Those that are gone are listed only if asked for. With a filter by status a page may be short, or empty, although more follows.',
    access: 'read',
    query: {
      limit,
      cursor,
      name,
      text: filterText(
        'text',
        200,
        'Words of names and singers by their beginnings, Chinese characters anywhere in them, or their sounds in Latin letters. Not with name.',
      ),
      platform: filterText('platform', 64, 'Only songs of this platform.'),
      status: choice('status', songStatuses, {
        description:
          'Only those with or without an active file, which may be that of a linked song; or those that are gone: without any file and in no playlist.',
      }),
    },
    answers: { 200: pageSchema('Song') },
    async handle({ query: { limit: size, cursor: text, ...filter } }) {
      const { text: words, ...listed } = filter;
      if (words !== undefined && filter.name !== undefined) throw requestFault('invalid_parameter', 'give text or name, not both');
      const list = `songs ${JSON.stringify(filter)}`;
      const after = placeBehind(placeOf({ cursor: text }, list, isNameKey));
      const { songs, next } = await (words === undefined
        ? lists.songs({ ...listed, after, limit: size })
        : search.search({ ...listed, text: words, after: after?.id ?? 0, limit: size }));
      return { body: pageBody(songs.map(song.json), list, next && keyOf(next)) };
    },
  });
