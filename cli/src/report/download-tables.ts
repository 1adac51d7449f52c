import { dirname } from 'node:path';
import type { Download, QuarantinedFile } from '../clients/downloads-client.js';
import { instantText } from './job-tables.js';
import { lineWidth, table, wholeSentences } from './table.js';

/** How much of an id lists show; commands accept it in place of the whole. */
const shortId = (id: string): string => id.slice(0, 8);

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** `31.2 MB`, or `88 kB` below one. */
export const sizeText = (bytes: number): string => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${megabytes(bytes)} MB`);

/** ISO 8601 in local time; a dash for never. */
const timeText = (iso: string): string => instantText(iso === '' ? 0 : Date.parse(iso));

/** `artist, artist - title`; a dash for a song that is no longer known. */
export function songText(target: Download['target']): string {
  if (target === undefined) return '-';
  const { artists, title } = target;
  return artists.length === 0 ? title : `${artists.join(', ')} - ${title}`;
}

export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const stateText = (state: string): string => state.replaceAll('_', ' ');

/** Its current phase, or its outcome. */
function nowText({ phase, source, bytesDone, bytesTotal, file }: Download): string {
  if (file !== undefined) return `${file.ext} (${file.qualityLabel}, ${sizeText(file.fileSizeBytes)}) from ${source}`;
  if (phase === '') return '';
  const amount = bytesDone === 0 ? '' : `, ${megabytes(bytesDone)}${bytesTotal > 0 ? ` of ${megabytes(bytesTotal)}` : ''} MB`;
  return `${phase}${source === '' ? '' : ` at ${source}`}${amount}`;
}

/** Why there is no file, in a few words: what went wrong says more than where nothing was found. */
function reasonText({ attempts, errorMessage }: Download): string {
  const wrong = attempts.filter(({ outcome }) => outcome === 'refused' || outcome === 'failed');
  const words = [...new Set(wrong.map(({ source, outcome, code }) => `${source} ${outcome} (${stateText(code)})`))];
  if (words.length > 0 && errorMessage !== '') return words.join(', ');
  const asked = attempts.filter(({ code }) => code !== 'unsupported');
  return errorMessage === '' || asked.length === 0 ? errorMessage : 'no source that answered has it';
}

export function downloadListLines(downloads: readonly Download[], more: boolean): string[] {
  if (downloads.length === 0) return ['no downloads'];
  const rows = downloads.map((one) => [shortId(one.id), stateText(one.state), songText(one.target), nowText(one) || reasonText(one)]);
  const lines = table([['ID', 'STATE', 'SONG', 'WHAT'], ...rows], { width: lineWidth });
  return more ? [...lines, 'There are more: see --limit.'] : lines;
}

export function downloadLines(download: Download): string[] {
  const { id, target, state, file, errorMessage, errorHint, attempts, createdAt, endedAt } = download;
  const length = (target?.durationMs ?? 0) > 0 ? ` (${lengthText(target?.durationMs ?? 0)})` : '';
  const facts = [
    ['Download', `${id}: ${stateText(state)}`],
    ['Song', `${songText(target)}${length}`],
    ...((target?.platform ?? '') === '' ? [] : [['Known as', `${target?.remoteId} of ${target?.platform}`]]),
    ['Asked for', timeText(createdAt)],
    ...(endedAt === '' ? [['Now', nowText(download) || 'waiting for its turn']] : [['Ended', timeText(endedAt)]]),
    ...(errorMessage === '' ? [] : [['Why', [errorMessage, errorHint].filter((part) => part !== '').join('. ')]]),
    ...(file === undefined ? [] : fileFacts(download, file)),
  ];
  const rows = attempts.map((one) => [
    one.source,
    stateText(one.outcome),
    `${one.elapsedMs} ms`,
    one.remoteId,
    [stateText(one.code), one.message].filter((part) => part !== '').join(': '),
  ]);
  return [
    ...table(facts, wholeSentences),
    ...(rows.length === 0 ? [] : ['', ...table([['SOURCE', 'CAME TO', 'TOOK', 'FILE', 'WHY'], ...rows], wholeSentences)]),
  ];
}

function fileFacts(download: Download, file: NonNullable<Download['file']>): string[][] {
  return [
    ['File', nowText(download)],
    ['SHA-256', file.sha256],
    ['Belongs at', file.locator],
  ];
}

export function quarantineLines(files: readonly QuarantinedFile[], more: boolean): string[] {
  if (files.length === 0) return ['no files wait for a decision'];
  const rows = files.map(({ id, state, target, source, reason, detail }) => [
    shortId(id),
    ...[stateText(state), songText(target), source],
    `${stateText(reason)}: ${detail}`,
  ]);
  const lines = table([['ID', 'STATE', 'SONG', 'SOURCE', 'WHY'], ...rows], wholeSentences);
  const folders = [...new Set(files.flatMap(({ path }) => (path === '' ? [] : [dirname(path)])))];
  return [
    ...lines,
    ...(more ? ['There are more: see --limit.'] : []),
    ...folders.map((folder) => `Listen to them in ${folder}: each file is named by its id.`),
  ];
}
