import type { Followed, Playlist, PlaylistChange, PlaylistDetail, SongChange } from '../clients/playlists-client.js';
import { instantText } from './job-tables.js';
import { lineWidth, table, wholeSentences } from './table.js';

/** Its songs are there, so there is nothing to choose. */
const ownFiles = 'library';
const followedWord = ({ platform, followed }: Pick<Playlist, 'platform' | 'followed'>): string => {
  if (platform === ownFiles) return '-';
  return followed ? 'yes' : 'no';
};

const thereAreMore = 'There are more: see --limit.';

export function playlistListLines(playlists: readonly Playlist[], more: boolean): string[] {
  if (playlists.length === 0) return ['no such playlists'];
  const rows = playlists.map(({ id, platform, name, songCount, syncStatus, lastSyncedAt, followed }) => [
    ...[String(id), platform, String(songCount), syncStatus, instantText(lastSyncedAt), followedWord({ platform, followed }), name],
  ]);
  const lines = table([['ID', 'PLATFORM', 'SONGS', 'STATUS', 'SYNCED', 'FOLLOWED', 'NAME'], ...rows], { width: lineWidth });
  return more ? [...lines, thereAreMore] : lines;
}

export function playlistLines(playlist: PlaylistDetail): string[] {
  const { id, platform, remoteId, name, description, songCount, playCount, syncStatus, lastSyncedAt, lastError } = playlist;
  const { pools, emptySince, followed } = playlist;
  const found = pools.map((pool) => `${pool.name} (${pool.kind.replaceAll('_', ' ')})`);
  const facts = [
    ['Playlist', `${id}: ${name}`],
    ['Known as', `${remoteId} of ${platform}`],
    ['Songs', String(songCount)],
    ...(playCount > 0 ? [['Played', String(playCount)]] : []),
    ['Found in', found.length === 0 ? 'no list; it was named by someone, or has left the lists' : found.join(', ')],
    ...(platform === ownFiles
      ? []
      : [['Followed', followed ? 'yes: its songs are downloaded' : `no: its songs are not downloaded; see playlists follow ${id}`]]),
    ['Sync', `${syncStatus}, last ${instantText(lastSyncedAt)}`],
    ...(lastError === '' ? [] : [['Why', lastError]]),
    ...(emptySince === 0 ? [] : [['Empty since', instantText(emptySince)]]),
    ...(description === '' ? [] : [['About', description]]),
  ];
  return table(facts, wholeSentences);
}

export function followedLines({ playlists, source }: Followed, follow: boolean): string[] {
  const what = follow ? 'is followed: the next job downloads' : 'is not followed any more: no job downloads';
  if (source !== '') return [`every list of ${source} ${what} its songs, unless you decide otherwise about a single one`];
  return playlists.map(({ id, name }) => `playlist ${id} (${name}) ${what} its songs`);
}

/** Of one change; `--json` has all. */
const shownSongs = 30;

export function changeLines(name: string, changes: readonly PlaylistChange[], more: boolean): string[] {
  if (changes.length === 0) return [`${name}: no changes are known`];
  const lines = changes.flatMap((change) => [`${headOf(change)}`, ...songLines(change)]);
  return [name, ...lines, ...(more ? [thereAreMore] : [])];
}

function headOf({ changedAt, jobId, kind, addedCount, removedCount, movedCount, songCount }: PlaylistChange): string {
  const counts = [`+${addedCount}`, `-${removedCount}`, `${movedCount} moved`].join(' ');
  const what = kind === 'first' ? 'first sync' : counts;
  return `${instantText(changedAt)}  ${what}, ${songCount} songs${jobId === 0 ? '' : `, job ${jobId}`}`;
}

function songLines({ songs, addedCount, removedCount, movedCount, kind }: PlaylistChange): string[] {
  const rows = songs
    .slice(0, shownSongs)
    .map((song) => [`  ${placeOf(song)}`, song.singers === '' ? song.name : `${song.name} / ${song.singers}`]);
  const left = kind === 'first' ? 0 : addedCount + removedCount + movedCount - rows.length;
  return [...(rows.length === 0 ? [] : table(rows, wholeSentences)), ...(left > 0 ? [`  and ${left} more, see --json`] : [])];
}

function placeOf({ kind, fromPosition, toPosition }: SongChange): string {
  if (kind === 'added') return `+ at ${toPosition}`;
  return kind === 'removed' ? `- from ${fromPosition}` : `${fromPosition} to ${toPosition}`;
}
