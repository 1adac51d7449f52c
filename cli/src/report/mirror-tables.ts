import type { Mirror, MirrorResult } from '../clients/mirrors-client.js';
import { instantText } from './job-tables.js';
import { lineWidth, table, wholeSentences } from './table.js';

const reasons: Readonly<Record<string, string>> = {
  followed: 'yes, its songs are downloaded',
  chosen: 'yes, you chose it',
  left_out: 'no, you left it out',
  not_followed: 'no',
  turned_off: 'no, MIRROR_PLAYLISTS is none',
};

export function mirrorListLines(mirrors: readonly Mirror[]): string[] {
  if (mirrors.length === 0) return ['no playlist is mirrored; choose with media mirror'];
  const rows = mirrors.map(({ playlistId, reason, mode, mirroredAt, songCount, unmatchedCount, name }) => [
    ...[String(playlistId), reasons[reason] ?? reason, mode, instantText(mirroredAt)],
    ...[String(songCount), String(unmatchedCount), name],
  ]);
  const failed = mirrors
    .filter(({ lastError }) => lastError !== '')
    .map(({ playlistId, name, lastError }) => `${playlistId} (${name}): ${lastError}`);
  const lines = table([['ID', 'MIRRORED', 'MODE', 'LAST (UTC)', 'SONGS', 'MISSING', 'NAME'], ...rows], { width: lineWidth });
  return failed.length === 0 ? lines : [...lines, '', 'Failed last:', ...failed];
}

export function chosenLines(mirrors: readonly Mirror[]): string[] {
  return mirrors.map(({ playlistId, name, mirrored, mode, reason }) => {
    const what = `playlist ${playlistId} (${name})`;
    if (reason === 'turned_off') return `${what}: noted, but nothing is mirrored while MIRROR_PLAYLISTS is none`;
    if (!mirrored) return `${what} is no longer mirrored; what is on the media server stays`;
    return `${what} is mirrored by jobs from now on (${mode}); media mirror-now ${playlistId} does it at once`;
  });
}

/** `--json` has all of them. */
const shown = 30;

export function mirrorResultLines(result: MirrorResult, dryRun: boolean): string[] {
  const { changes, unmatched, added, moved, removed } = result;
  const rows = changes
    .slice(0, shown)
    .map(({ kind, position, title, artists }) => [`  ${placeOf(kind, position)}`, nameOf(title, artists)]);
  const left = added + moved + removed - rows.length;
  return [
    headOf(result, dryRun),
    ...(rows.length === 0 ? [] : table(rows, wholeSentences)),
    ...(left > 0 ? [`  and ${left} more`] : []),
    ...unmatchedLines(unmatched),
  ];
}

function headOf({ name, serverName, created, added, moved, removed, trackCount, remoteId }: MirrorResult, dryRun: boolean): string {
  const where = serverName === '' ? 'the media server' : serverName;
  if (remoteId === '' && !created) return `${name}: ${where} has none of its songs, so no playlist ${dryRun ? 'would be' : 'was'} made`;
  const counts = `-${removed} +${added} ${moved} moved, ${trackCount} tracks`;
  const isSame = added + moved + removed === 0 && !created;
  if (isSame) return `${name} on ${where} is up to date: ${trackCount} tracks`;
  if (dryRun) return `${name} on ${where} ${created ? 'would be made' : 'would change'}: ${counts}`;
  return `${name} on ${where} ${created ? 'was made' : 'was changed'}: ${counts}`;
}

function placeOf(kind: string, position: number): string {
  if (kind === 'added') return `+ at ${position}`;
  return kind === 'removed' ? `- from ${position}` : `moved to ${position}`;
}

function unmatchedLines(unmatched: MirrorResult['unmatched']): string[] {
  const withFile = unmatched.filter(({ hasFile }) => hasFile);
  const without = unmatched.length - withFile.length;
  const names = withFile.slice(0, shown).map(({ title, artists }) => `  ${nameOf(title, artists)}`);
  const left = withFile.length - names.length;
  return [
    ...(withFile.length === 0 ? [] : [`not on the media server, although there is a file (${withFile.length}):`, ...names]),
    ...(left > 0 ? [`  and ${left} more, see --json`] : []),
    ...(without === 0 ? [] : [`not there because there is no file yet: ${without}`]),
  ];
}

const nameOf = (title: string, artists: string): string => (artists === '' ? title : `${title} / ${artists}`);
