import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';
import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceArtist, SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { countOf, isSet, knownId, type NumberOrText, webAddress } from '../service-values.js';
import type { Format, Song, SongDetail } from './wire.js';

/** Qualities that the service gives by its link, the best first. */
const tones = ['SQ', 'HQ', 'PQ'] as const;
export type Tone = (typeof tones)[number];

const soundOf = {
  SQ: { ext: 'flac', bitrate: undefined },
  HQ: { ext: 'mp3', bitrate: 320_000 },
  PQ: { ext: 'mp3', bitrate: 128_000 },
} as const;
export const extensionOf = (tone: Tone): string => soundOf[tone].ext;

/** Both ids, the tones to ask for, and the size of the smallest: a file far below it is a clip. 0 if unknown. */
const FetchKey = Type.Object({
  copyrightId: Type.String({ pattern: '^[0-9A-Za-z]{1,40}$' }),
  contentId: Type.String({ pattern: '^[0-9A-Za-z]{1,40}$' }),
  tones: Type.Array(Type.Union([Type.Literal('SQ'), Type.Literal('HQ'), Type.Literal('PQ')]), { minItems: 1, maxItems: 3 }),
  smallest: Type.Number(),
});
export const fetchKeyShape = new JsonShape(FetchKey);

/** A song is named by its copyright id; the content id, which its file needs, follows where it is known. */
export const idOf = (copyrightId: NumberOrText, contentId: NumberOrText | undefined): string =>
  contentId === undefined ? String(copyrightId) : `${copyrightId}-${contentId}`;

export function partsOf(remoteId: string): { readonly copyrightId: string; readonly contentId: string | undefined } | undefined {
  const [, copyrightId, contentId] = /^([0-9A-Za-z]{1,40})(?:-([0-9A-Za-z]{1,40}))?$/.exec(remoteId) ?? [];
  return copyrightId === undefined ? undefined : { copyrightId, contentId };
}

/** Whether a song names its artists in any of the known ways. */
export const namesArtists = (song: Song): boolean => artistLists(song) !== undefined || joinedArtists(song) !== undefined;

const artistLists = ({ singers, singerList, artists }: Song) => singers ?? singerList ?? artists;
const joinedArtists = ({ singer, singerName }: Song) => singer ?? singerName;

const readFields = [
  ...['copyrightId', 'contentId', 'name', 'songName', 'songAliasName', 'translateName', 'singers', 'singerList', 'artists'],
  ...['albums', 'album', 'albumName', 'duration', 'length', 'imgItems', 'albumImgs', 'img1', 'img2', 'img3', 'cover', 'highlightStr'],
];

export function trackOf(song: Song): SourceTrack {
  const { copyrightId, contentId, name = '', songName = name, songAliasName = '', translateName = '' } = song;
  return describedTrack({
    remoteId: idOf(copyrightId, contentId),
    name: songName,
    otherNames: [songAliasName, translateName],
    artists: artistsOf(song),
    album: albumOf(song),
    remoteAlbumId: knownId(song.albums?.[0]?.id ?? (typeof song.album === 'object' ? song.album.id : song.albumId)),
    durationMs: durationOf(song),
    coverUrl: coverOf(song),
    more: moreOf(song, readFields),
  });
}

export function hitOf(song: Song): SearchHit {
  const { audioFormats = [], newRateFormats = [], rateFormats = [] } = song;
  const formats = [audioFormats, newRateFormats].find((listed) => listed.length > 0) ?? rateFormats;
  const offered = tones.filter((tone) => formats.some(({ formatType }) => formatType === tone));
  const sizes = new Map(offered.map((tone) => [tone, sizeOf(formats.find(({ formatType }) => formatType === tone))]));
  return offer(trackOf(song), song.contentId, offered, sizes);
}

/** @param contentId from the id that was asked for */
export function hitOfDetail(detail: SongDetail, contentId: string | undefined): SearchHit {
  const { copyrightId, songName, singerName = [], singerId = [], picL, picM, hasSQqq, hasHQqq } = detail;
  const track = describedTrack({
    remoteId: idOf(copyrightId, contentId),
    name: songName,
    artists: singerName.map((name, at) => ({ remoteId: String(singerId[at] ?? ''), name })),
    coverUrl: webAddress(picL) ?? webAddress(picM),
  });
  const has = { SQ: isSet(hasSQqq), HQ: isSet(hasHQqq), PQ: true };
  return offer(
    track,
    contentId,
    tones.filter((tone) => has[tone]),
    new Map(),
  );
}

function offer(
  track: SourceTrack,
  contentId: NumberOrText | undefined,
  offered: readonly Tone[],
  sizes: ReadonlyMap<Tone, number | undefined>,
): SearchHit {
  const [best] = offered;
  const { durationMs } = track;
  const asked = offered.length > 0 ? [...offered] : [...tones];
  const copyrightId = track.remoteId.replace(/-.*$/, '');
  const known = [...sizes.values()].filter((size) => size !== undefined);
  const key: Static<typeof FetchKey> = {
    copyrightId,
    contentId: String(contentId),
    tones: asked,
    smallest: known.length === 0 ? 0 : Math.min(...known),
  };
  return {
    track,
    audio: announcedAudio(best === undefined ? { durationMs } : { ...soundOf[best], fileSizeBytes: sizes.get(best), durationMs }),
    fetchKey: contentId === undefined ? undefined : JSON.stringify(key),
    trial: false,
  };
}

function sizeOf({ androidSize, asize, size, isize }: Format = {}): number | undefined {
  return countOf(androidSize ?? asize ?? size ?? isize) || undefined;
}

/** The service's list where it gives one; joined names are told apart by `|` only. */
function artistsOf(song: Song): SourceArtist[] {
  const listed = artistLists(song)?.map(({ id, name }) => ({ remoteId: String(id ?? ''), name }));
  if (listed !== undefined && listed.length > 0) return listed;
  const names = (joinedArtists(song) ?? '').split('|');
  return names.filter((name) => name !== '').map((name) => ({ remoteId: undefined, name }));
}

function albumOf({ albums, album, albumName = '' }: Song): string {
  return albums?.[0]?.name ?? (typeof album === 'object' ? album.name : album) ?? albumName;
}

/** Seconds in searches and playlists, `HH:mm:ss` in charts. */
function durationOf({ duration, length }: Song): number | undefined {
  return secondsToMs(typeof duration === 'boolean' ? undefined : duration) ?? secondsToMs(length);
}

/** Pictures are numbered by size; some addresses lack the server. */
function coverOf({ imgItems, albumImgs, img1, img2, img3, cover }: Song): string | undefined {
  const sorted = [...(imgItems ?? albumImgs ?? [])].sort((a, b) => (b.imgSizeType ?? '').localeCompare(a.imgSizeType ?? ''));
  return pictureAt([...sorted.map(({ img }) => img), img3, img2, img1, cover].find((address) => address));
}

export function pictureAt(address: string | undefined): string | undefined {
  return address?.startsWith('/') === true && !address.startsWith('//') ? `https://d.musicapp.migu.cn${address}` : webAddress(address);
}
