import type {
  MediaServerCheck,
  MediaServerStatus,
  Play,
  ScanResult,
  ServerAlbum,
  ServerArtist,
  ServerPlaylist,
  ServerTrack,
} from '../clients/media-server-client.js';
import { instantText } from './job-tables.js';
import { lineWidth, table, wholeSentences } from './table.js';

export function statusLines({ configured, active, connected, available, problem, hint, serverName, version }: MediaServerStatus): string[] {
  if (problem === '' && !configured) return [`No media server is chosen. Set SERVER_ACTIVE to one of: ${available.join(', ')}.`];
  const facts = [
    ...(active === '' ? [] : [['Server', active]]),
    ['Connected', connected ? 'yes' : 'no'],
    ...(serverName === '' ? [] : [['Name', serverName]]),
    ...(version === '' ? [] : [['Version', version]]),
    ...(problem === '' ? [] : [['Why', problem]]),
    ...(hint === '' ? [] : [['Do', hint]]),
  ];
  return table(facts, wholeSentences);
}

const words: Readonly<Record<MediaServerCheck['result'], string>> = {
  works: 'works',
  offered: 'offered',
  unsupported: 'not possible',
  failed: 'FAILED',
};

export function checkLines(checks: readonly MediaServerCheck[]): string[] {
  const rows = checks.map(({ what, result, detail, hint }) => [what, words[result], hint === '' ? detail : `${detail}. ${hint}`]);
  return table(rows, wholeSentences);
}

export function scanLines({ ended, seconds, folders }: ScanResult, isWaited: boolean): string[] {
  const what = folders.length === 0 ? 'the whole library' : folders.join(', ');
  if (ended) return [`The server has scanned ${what} in ${seconds} s.`];
  return [isWaited ? `The server is still scanning ${what} after ${seconds} s. It goes on by itself.` : `The server is scanning ${what}.`];
}

const lengthText = (ms: number): string => {
  if (ms === 0) return '-';
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function trackLines(tracks: readonly ServerTrack[], nothing: string): string[] {
  if (tracks.length === 0) return [nothing];
  const rows = tracks.map(({ id, title, artists, album, durationMs }) => [
    id,
    lengthText(durationMs),
    title,
    artists.join(' / '),
    album || '-',
  ]);
  return table([['ID', 'LENGTH', 'TITLE', 'ARTIST', 'ALBUM'], ...rows], { width: lineWidth });
}

export function artistLines(artists: readonly ServerArtist[]): string[] {
  if (artists.length === 0) return ['the server has no artists'];
  const rows = artists.map(({ id, name, albumCount, genres }) => [
    id,
    albumCount === 0 ? '-' : String(albumCount),
    name,
    genres.join(', ') || '-',
  ]);
  return table([['ID', 'ALBUMS', 'ARTIST', 'GENRES'], ...rows], { width: lineWidth });
}

export function albumLines(albums: readonly ServerAlbum[]): string[] {
  if (albums.length === 0) return ['the server has no albums'];
  const rows = albums.map(({ id, name, artist, addedAt }) => [id, addedAt === 0 ? '-' : instantText(addedAt), name, artist]);
  return table([['ID', 'ADDED', 'ALBUM', 'ARTIST'], ...rows], { width: lineWidth });
}

export function serverPlaylistLines(playlists: readonly ServerPlaylist[]): string[] {
  if (playlists.length === 0) return ['the server has no playlists'];
  const rows = playlists.map(({ id, name, trackCount, readOnly }) => [
    id,
    String(trackCount),
    name,
    readOnly === '' ? 'yes' : `no: ${readOnly}`,
  ]);
  return table([['ID', 'TRACKS', 'NAME', 'CAN BE CHANGED'], ...rows], { width: lineWidth });
}

export function playLines(plays: readonly Play[]): string[] {
  if (plays.length === 0) return ['nothing has been played yet'];
  const rows = plays.map(({ playedAt, track }) => [instantText(playedAt), track.title, track.artists.join(' / ')]);
  return table([['PLAYED', 'TITLE', 'ARTIST'], ...rows], { width: lineWidth });
}
