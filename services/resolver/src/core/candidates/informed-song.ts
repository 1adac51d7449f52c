import { artistAliases, describeRecording, hasCjk, normaliseTitle, type Recording, resolveKeyword } from '@catalogsync/catalog';
import type { RecordingFacts } from '../sources/recording-facts.js';
import type { WantedSong } from './song.js';

/** More names and ISRCs than any recording needs. */
const mostRecordings = 20;

/**
 * The song with what identifies its recording elsewhere: hits match by any of its names and ISRCs, and the next search is for its ISRC and
 * under the name that was not searched for yet. Undefined if the facts add nothing.
 */
export function informedSong(wanted: WantedSong, facts: RecordingFacts): WantedSong | undefined {
  const { song, recording: own } = wanted;
  const aliases = artistAliases(facts.artists.map(({ name, otherNames }) => [name, ...otherNames]));
  const names = facts.artists.map(({ name }) => name);
  const { album, durationMs = facts.durationMs } = song;
  const described = (title: string, artists: readonly string[], isrc: string | undefined): Recording =>
    describeRecording({ title, artists, album, durationMs, isrc }, { aliases, names });
  // A name for another version, such as that of the song in a remix, is no name of this recording.
  const titles = [facts.title, ...facts.otherTitles].filter((title) => sameVersions(described(title, names, undefined), own));
  const isrcs = facts.isrcs.filter((isrc) => isrc !== song.isrc);
  const news = titles.filter((title) => normaliseTitle(title) !== normaliseTitle(song.title));
  if (news.length === 0 && isrcs.length === 0 && aliases.size === names.length) return undefined;
  const recordings = [
    described(song.title, song.artists, song.isrc),
    ...isrcs.map((isrc) => described(song.title, song.artists, isrc)),
    ...titles.map((title) => described(title, names, facts.isrcs[0])),
  ].slice(0, mostRecordings);
  const [title = song.title] = news;
  const artists = news.length === 0 ? song.artists : facts.artists.map((artist) => inScriptOf(title, artist));
  const target = { ...song, title, artists, durationMs, isrc: song.isrc ?? isrcs[0] };
  return { song: target, recording: own, keyword: resolveKeyword(target, names), more: { recordings, aliases } };
}

function sameVersions(a: Recording, b: Recording): boolean {
  return a.versions.length === b.versions.length && a.versions.every((kind, at) => kind === b.versions[at]);
}

/** Who searches for a translated title also writes the artist that way. */
function inScriptOf(title: string, { name, otherNames }: RecordingFacts['artists'][number]): string {
  return [name, ...otherNames].find((one) => hasCjk(one) === hasCjk(title)) ?? name;
}
