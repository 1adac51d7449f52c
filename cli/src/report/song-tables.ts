import type { SongDetail, SongLink } from '../clients/songs-client.js';
import { instantText } from './job-tables.js';
import { table, wholeSentences } from './table.js';

export function songLines(song: SongDetail): string[] {
  const { id, platform, remoteId, name, singers, links } = song;
  const facts = [
    ['Song', `${id}: ${name}`],
    ...(singers === '' ? [] : [['By', singers]]),
    ['Known as', `${remoteId} of ${platform}`],
    ['File', fileText(song)],
    ...(links.length === 0 ? [['Linked with', 'no other song']] : []),
  ];
  return [...table(facts, wholeSentences), ...(links.length === 0 ? [] : ['', ...linkLines(links)])];
}

function fileText({ status, fileCount, fileOf }: SongDetail): string {
  if (fileOf !== undefined) return `that of song ${fileOf.id} (${fileOf.platform},${fileOf.remoteId})`;
  if (status === 'gone') return 'none, and it is in no playlist: see library purge';
  return status === 'missing' ? 'none' : fileCount === 1 ? 'its own' : `${fileCount} of its own`;
}

function linkLines(links: readonly SongLink[]): string[] {
  const rows = links.map(({ id, platform, remoteId, linked, decision, decidedAt, decidedBy, name }) => [
    ...[String(id), platform, remoteId, linked ? 'yes' : 'no'],
    ...(decision === '' ? ['nobody', '-'] : [decidedBy, instantText(decidedAt)]),
    name,
  ]);
  return table([['ID', 'PLATFORM', 'ID THERE', 'LINKED', 'DECIDED BY', 'DECIDED', 'NAME'], ...rows], wholeSentences);
}
