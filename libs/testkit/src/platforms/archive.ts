import { createHash } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type PlatformCatalogue, type PlatformList, type PlatformSong, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What is special about an item; an ordinary one is openly licensed. */
export interface ArchiveItem {
  readonly title?: string;
  readonly licenseurl?: string | undefined;
  readonly collections?: readonly string[];
  readonly dark?: boolean;
  readonly restricted?: boolean;
  /** Files besides its songs, such as pictures. */
  readonly otherFiles?: readonly { readonly name: string; readonly source: string; readonly format: string; readonly bytes: Buffer }[];
  /** Listed instead of the real sums of its songs. */
  readonly sha1?: string;
}

interface Item extends ArchiveItem {
  readonly identifier: string;
  readonly songs: readonly PlatformSong[];
}

const openLicence = 'http://creativecommons.org/licenses/by/4.0/';

/**
 * The Internet Archive. Ids of songs are `item/file`; playlists are collections by downloads, charts the same by this week's; a
 * collection lists the items of its songs. Search finds items only, metadata of an unknown item is `{}`, and downloads redirect to the
 * machine that holds the item.
 * @param special what is special about items, by identifier
 */
export function archiveAnswers(special: ReadonlyMap<string, ArchiveItem> = new Map()): PlatformAnswers {
  return {
    logIn: { status: 401, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Log in</title><form></form>' },
    answer: (catalogue, request) => respond(catalogue, special, request),
  };
}

function respond(
  catalogue: PlatformCatalogue,
  special: ReadonlyMap<string, ArchiveItem>,
  { method, path, query }: EmulatedRequest,
): EmulatedAnswer | undefined {
  if (method !== 'GET') return undefined;
  const items = itemsOf(catalogue.songs, special);
  if (path === '/advancedsearch.php') return search(catalogue, items, query);
  const [, area, given = '', name] = /^\/(metadata|download|stored)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const identifier = decodeURIComponent(given);
  const item = items.find((one) => one.identifier === identifier);
  if (area === 'metadata') return { body: item === undefined ? collection(catalogue, identifier) : metadata(item, catalogue) };
  const bytes = item && bytesOf(item, decodeURIComponent(name ?? ''));
  if (bytes === undefined || item?.dark === true || item?.restricted === true) return undefined;
  if (area === 'download') return { status: 302, headers: { location: path.replace('/download/', '/stored/') } };
  return { headers: { 'content-type': 'application/octet-stream' }, body: bytes };
}

function itemsOf(songs: readonly PlatformSong[], special: ReadonlyMap<string, ArchiveItem>): Item[] {
  const byItem = Map.groupBy(songs, ({ id }) => id.slice(0, id.indexOf('/')));
  return [...byItem].map(([identifier, own]) => ({ ...special.get(identifier), identifier, songs: own }));
}

function bytesOf({ identifier, songs, otherFiles = [] }: Item, name: string): Buffer | undefined {
  const song = songs.find(({ id }) => id === `${identifier}/${name}`);
  return song?.file?.bytes ?? otherFiles.find((file) => file.name === name)?.bytes;
}

const titleOf = ({ title, songs }: Item): string => title ?? songs[0]?.album ?? '';
const creatorOf = ({ songs }: Item): string => songs[0]?.artists[0] ?? '';

/** Understands quoted phrases after `creator:`, `title:` and `collection:`; an item needs to match only one. */
function search(catalogue: PlatformCatalogue, items: readonly Item[], query: URLSearchParams): EmulatedAnswer {
  const words = query.get('q') ?? '';
  const named = /collection:"([^"]*)"/.exec(words)?.[1];
  const lists = query.get('sort[]') === 'week desc' ? catalogue.charts : catalogue.playlists;
  const list = lists.find(({ id }) => id === named);
  const phrases = [...words.matchAll(/(creator|title):"([^"]*)"/g)];
  const found = words.includes('identifier:*')
    ? items
    : named !== undefined
      ? listedItems(catalogue, items, list)
      : items.filter((item) =>
          phrases.some(([, field, phrase = '']) => {
            const value = field === 'creator' ? creatorOf(item) : titleOf(item);
            return value.toLowerCase().includes(phrase.toLowerCase());
          }),
        );
  const rows = Number(query.get('rows'));
  const start = (Number(query.get('page') ?? 1) - 1) * rows;
  const docs = found.slice(start, start + rows).map((item) => {
    return {
      identifier: item.identifier,
      title: titleOf(item),
      item_size: item.songs.reduce((sum, { file }) => sum + (file?.bytes.length ?? 0), 0),
    };
  });
  const numFound = found.length + (list?.claimsMore ?? 0);
  return { body: { responseHeader: { status: 0, params: {} }, response: { numFound, start, docs } } };
}

function listedItems(catalogue: PlatformCatalogue, items: readonly Item[], list: PlatformList | undefined): Item[] {
  const songs = list === undefined ? [] : songsOf(catalogue, list);
  const names = new Set(songs.map(({ id }) => id.slice(0, id.indexOf('/'))));
  return [...names].flatMap((name) => items.find(({ identifier }) => identifier === name) ?? []);
}

function collection({ playlists }: PlatformCatalogue, identifier: string): object {
  const list = playlists.find(({ id }) => id === identifier);
  if (list === undefined) return {};
  const about = {
    identifier,
    title: list.name,
    mediatype: 'collection',
    ...(list.description === undefined ? {} : { description: list.description }),
  };
  return { files: [], item_last_updated: 1_772_480_000, metadata: about };
}

function metadata(item: Item, catalogue: PlatformCatalogue): object {
  const { identifier, songs, otherFiles = [], dark, restricted, sha1 } = item;
  if (dark === true) return { is_dark: true, metadata: { identifier } };
  const listedIn = catalogue.playlists.filter((list) => listedItems(catalogue, [item], list).length > 0).map(({ id }) => id);
  const about = {
    ...{ identifier, mediatype: 'audio', title: titleOf(item), creator: creatorOf(item), date: '2019-05-03' },
    collection: item.collections ?? listedIn,
    ...('licenseurl' in item ? (item.licenseurl === undefined ? {} : { licenseurl: item.licenseurl }) : { licenseurl: openLicence }),
    ...(restricted === true ? { 'access-restricted-item': 'true' } : {}),
  };
  const described = songs.map(({ id, title, artists, album, durationMs, file }, at) => ({
    ...{
      name: id.slice(identifier.length + 1),
      source: 'original',
      format: 'WAVE',
      title,
      creator: artists[0],
      track: `${at + 1}/${songs.length}`,
    },
    ...(album === undefined ? {} : { album }),
    length: minutes(durationMs),
    ...sumsOf(file?.bytes ?? Buffer.alloc(0), sha1),
  }));
  const others = otherFiles.map(({ bytes, ...file }) => ({ ...file, ...sumsOf(bytes, undefined) }));
  const files = [...described, ...others];
  return { created: 1_772_480_000, files, files_count: files.length, item_last_updated: 1_772_480_000, item_size: 1, metadata: about };
}

const minutes = (ms: number): string =>
  `${String(Math.floor(ms / 60_000)).padStart(2, '0')}:${String(Math.round(ms / 1000) % 60).padStart(2, '0')}`;

function sumsOf(bytes: Buffer, sha1: string | undefined): object {
  const sum = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { size: String(bytes.length), md5: sum('md5'), sha1: sha1 ?? sum('sha1') };
}
