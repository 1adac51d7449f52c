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
  return status === 'missing' ? 'none' : fileCount === 1 ? 'its own' : `${fileCount} of its own`;
}

export function linkLines(links: readonly SongLink[]): string[] {
  const rows = links.map((link) => [String(link.id), link.platform, link.remoteId, link.linked ? 'yes' : 'no', reasonOf(link), link.name]);
  return table([['ID', 'PLATFORM', 'ID THERE', 'LINKED', 'BECAUSE', 'NAME'], ...rows], wholeSentences);
}

function reasonOf({ decision, decidedAt, decidedBy }: SongLink): string {
  if (decision === '') return 'they match';
  return `${decidedBy} decided so, ${instantText(decidedAt)}`;
}
