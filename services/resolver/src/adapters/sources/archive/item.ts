import { Fault, type FaultCode } from '@catalogsync/faults';
import { announcedAudio, describedTrack, extensionOfName, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import { moreOf } from '../more-of.js';
import { allOf, firstOf, type Item, type ItemFile } from './wire.js';

/** Collections that allow only lending or streaming, whatever their licence says. */
const lent: ReadonlySet<string> = new Set(['inlibrary', 'lendinglibrary', 'printdisabled', 'stream_only', 'loggedin']);

const openLicence = /^https?:\/\/(www\.)?creativecommons\.org\/(licenses|publicdomain)\//i;

const audioExtension = /^(flac|mp3|ogg|oga|opus|m4a|aac|wav|aiff?|shn|ape|wv)$/;

/** The formats that the Archive itself makes for streaming. */
const excerpt = /sample|preview/i;

/** Why an item may not be taken. */
export const notTakeable: readonly FaultCode[] = ['not_found', 'permission_denied'];

/** An item that may be taken as it is, or why not. @throws Fault `not_found`, `permission_denied` */
export function takeableItem(item: Item, identifier: string, anyLicence: boolean): Item {
  if (item.is_dark === true) throw new Fault('not_found', `the item ${identifier} of the Internet Archive was withdrawn`);
  const { metadata } = item;
  if (metadata === undefined || metadata.identifier !== identifier) {
    throw new Fault('not_found', `the Internet Archive has no item ${identifier}`);
  }
  const onLoan = firstOf(metadata['access-restricted-item']) === 'true' || allOf(metadata.collection).some((name) => lent.has(name));
  if (onLoan) throw new Fault('permission_denied', `the item ${identifier} of the Internet Archive is only lent`);
  if (!anyLicence && !openLicence.test(firstOf(metadata.licenseurl))) {
    throw new Fault('permission_denied', `the item ${identifier} of the Internet Archive names no open licence`, {
      hint: 'ARCHIVE_ANY_LICENCE=yes takes it anyway. Check yourself whether you may.',
    });
  }
  return item;
}

/** The music among an item's files, in its order. */
export function musicOf(item: Item): ItemFile[] {
  return (item.files ?? []).filter((file) => {
    const hidden = String(file.private ?? '') === 'true' || file.source === 'metadata' || excerpt.test(file.format ?? '');
    return !hidden && audioExtension.test(extensionOfName(file.name) ?? '');
  });
}

/** One file per song: the original, else the first derived from it. */
export function songsOf(item: Item): ItemFile[] {
  const songs = new Map<string, ItemFile>();
  for (const file of musicOf(item)) {
    const key = file.source === 'original' ? file.name : (file.original ?? file.name);
    if (file.source === 'original' || !songs.has(key)) songs.set(key, file);
  }
  return [...songs.values()];
}

/** Sums and names of related files say nothing about the song. */
const read = [
  ...['name', 'title', 'creator', 'artist', 'album', 'track', 'length', 'size', 'bitrate', 'md5', 'sha1', 'crc32', 'mtime'],
  ...['source', 'original', 'private', 'height', 'width'],
];

/** @param coverUrl address of the picture that belongs to the song */
export function toHit(item: Item, file: ItemFile, coverUrl: string | undefined): SearchHit {
  const { identifier = '', title, creator, date, licenseurl } = item.metadata ?? {};
  const licence = firstOf(licenseurl);
  const ext = extensionOfName(file.name);
  const fileSizeBytes = sizeOf(file);
  const durationMs = secondsToMs(firstOf(file.length));
  const artist = firstOf(file.artist) || firstOf(file.creator) || firstOf(creator);
  const track = describedTrack({
    remoteId: `${identifier}/${file.name}`,
    name: titleOf(file),
    artists: artist === '' ? [] : [{ remoteId: undefined, name: artist }],
    album: firstOf(file.album) || firstOf(title),
    albumArtist: firstOf(creator),
    durationMs,
    trackNumber: leadingNumber(firstOf(file.track)),
    year: leadingNumber(/^\d{4}/.exec(firstOf(date))?.[0] ?? ''),
    coverUrl,
    ext,
    fileSizeBytes,
    more: { ...moreOf(file, read), ...(licence === '' ? {} : { licenseurl: licence }) },
  });
  // An average bit rate describes only lossy files.
  const audio = announcedAudio({ ext, fileSizeBytes, durationMs, bitrate: leadingNumber(firstOf(file.bitrate)) * 1000 });
  return { track, audio, fetchKey: track.remoteId, trial: false };
}

export function titleOf(file: ItemFile): string {
  const title = firstOf(file.title);
  if (title !== '') return title;
  const name = file.name.split('/').at(-1) ?? file.name;
  return name.replace(/\.[a-z0-9]+$/i, '').replace(/^\d{1,3}\s*[-._)]?\s+/, '');
}

/** 0 if unknown. */
export function sizeOf(file: ItemFile): number {
  const size = Number(firstOf(file.size));
  return Number.isSafeInteger(size) && size > 0 ? size : 0;
}

/** Of `3`, `03` or `3/10`. */
function leadingNumber(text: string): number {
  return Number(/^\d{1,9}/.exec(text)?.[0] ?? 0);
}

/** Waveform images and thumbnails that the Archive generates. */
const drawn = /spectrogram|waveform|thumb|\btile\b/i;

/** The cover in the song's folder, by its name; else any picture the uploader added; else the item's thumbnail. */
export function coverFileOf(item: Item, song: ItemFile, maxBytes: number): ItemFile | undefined {
  const pictures = (item.files ?? []).filter(
    (file) => /\.(jpe?g|png)$/i.test(file.name) && String(file.private ?? '') !== 'true' && sizeOf(file) <= maxBytes,
  );
  const added = pictures.filter(({ name, format = '', source }) => source === 'original' && !drawn.test(`${name} ${format}`));
  const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
  const rank = ({ name }: ItemFile): number => {
    const isNamed = /(^|[^a-z])(cover|front|folder|album)([^a-z]|$)/i.test(name.slice(folderOf(name).length));
    return (isNamed ? 0 : 2) + (folderOf(name) === folderOf(song.name) ? 0 : 1);
  };
  const [best] = added.sort((a, b) => rank(a) - rank(b));
  return best ?? pictures.find(({ name }) => name === '__ia_thumb.jpg');
}
