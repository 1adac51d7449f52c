import type { Artist, ArtistDecision, ArtistMember } from '../clients/artists-client.js';
import { instantText } from './job-tables.js';
import { table, wholeSentences } from './table.js';

export function artistLines({ id, name, sortName, musicbrainzId, members, decisions }: Artist): string[] {
  const facts = [
    ['Artist', `${id}: ${name}`],
    ['Sorted as', sortName],
    ...(musicbrainzId === '' ? [] : [['MusicBrainz', musicbrainzId]]),
    ['Songs', String(members.reduce((sum, { songCount }) => sum + songCount, 0))],
  ];
  return [
    ...table(facts, wholeSentences),
    '',
    ...memberLines(members),
    ...(decisions.length === 0 ? [] : ['', ...decisionLines(decisions)]),
  ];
}

function memberLines(members: readonly ArtistMember[]): string[] {
  const rows = members.map(({ id, platform, remoteId, songCount, name }) => [String(id), platform, remoteId, String(songCount), name]);
  return table([['ID', 'PLATFORM', 'ID THERE', 'SONGS', 'NAME'], ...rows], wholeSentences);
}

function decisionLines(decisions: readonly ArtistDecision[]): string[] {
  const rows = decisions.map(({ artistId, otherArtistId, decision, decidedBy, decidedAt, otherName }) => [
    ...[String(artistId), String(otherArtistId), decision === 'same' ? 'one artist' : 'two artists'],
    ...[decidedBy, instantText(decidedAt), otherName],
  ]);
  return table([['ID', 'AND ID', 'DECISION', 'DECIDED BY', 'DECIDED', 'NAME'], ...rows], wholeSentences);
}
