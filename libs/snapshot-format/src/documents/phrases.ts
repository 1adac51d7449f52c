/**
 * What stored documents replace by one character: the member names, and values that most tracks have. JSON text holds
 * no control characters, so nothing else can be taken for one. The first are the most frequent; their position is
 * their character, so the list may only grow at its end.
 */
const phrases: readonly string[] = [
  '{"id":',
  ',"name":',
  '},{"id":',
  ',"artists":[{"id":',
  '}],"album":',
  ',"durationMs":',
  ',"platform":',
  ',"remoteId":',
  ',"files":[{"quality":"lossless","ext":"flac","sizeBytes":',
  ',"files":[{"quality":"high","ext":"mp3","sizeBytes":',
  ',"files":[{"quality":"',
  ',"delivery":"origin"}',
  ',"delivery":"public"}',
  ',"sizeBytes":',
  '],"aliases":[],"albumId":',
  ',"discNumber":',
  ',"trackNumber":',
  ',"year":',
  ',"releaseDate":',
  ',"genres":[{"id":',
  '}],"composer":',
  ',"genres":[],"composer":',
  'null,"isrc":null,"musicBrainzId":null,"replayGain":null,"bpm":null,"explicit":null,"addedAt":',
  ',"otherTitles":[],"lyrics":null,"cover":',
  ',"files":[',
  ',"isrc":',
  ',"musicBrainzId":',
];

/** Platforms that most tracks come from; others are written out. */
const ofPlatform = (platform: string): string => `,"platform":"${platform}","remoteId":`;

/** The rest: two characters each, of which the first is `escapeCode`. */
const rarePhrases: readonly string[] = [
  ',"replayGain":',
  ',"bpm":',
  ',"explicit":',
  ',"addedAt":',
  ',"otherTitles":',
  ',"lyrics":',
  ',"cover":',
  '{"quality":"',
  '","ext":"',
  '],"aliases":[{"id":',
  '}],"albumId":',
  '],"albumId":',
  ',"artists":[',
  '],"album":',
  ',"genres":[',
  '],"composer":',
  ',"trackGain":',
  ',"trackPeak":',
  ',"albumGain":',
  ',"albumPeak":',
  ',"sortName":',
  ',"trackCount":',
  ',"albumCount":',
  ',"kind":"album"',
  ',"kind":',
  ',"description":',
  ',"coverUrl":',
  ',"playCount":',
  ',"songCount":',
  ',"mosaic":',
  'null,"mosaic":null}',
  '}],"year":',
  ',"delivery":null}',
  ',"isrc":null',
  ',"musicBrainzId":null',
  ',"replayGain":null',
  ',"bpm":null',
  ',"explicit":null',
  'null,"discNumber":null,"trackNumber":null',
  ',"year":null,"releaseDate":null',
  ',"releaseDate":null',
  ...['library', 'qq', 'netease', 'kuwo', 'migu', 'qianqian', 'deezer', 'tidal', 'qobuz', 'archive', 'file'].map(ofPlatform),
];

/** Followed by a character of `rarePhrases`, from `firstRare`. */
export const escapeCode = 0x1c;
const firstRare = 0x30;
/** Followed by digits: milliseconds since 1970, which read as an instant in ISO 8601. */
export const instantCode = 0x1d;
/** Followed by digits: the id of a cover, which reads as the cover. */
export const coverCode = 0x1e;

const mark = (position: number): string => String.fromCharCode(position + 1);
const rareMark = (position: number): string => String.fromCharCode(escapeCode, firstRare + position);

const marks = new Map<string, string>([
  ...phrases.map((phrase, position): [string, string] => [phrase, mark(position)]),
  ...rarePhrases.map((phrase, position): [string, string] => [phrase, rareMark(position)]),
]);

/** The longest first: a phrase may begin like another. */
const anyPhrase = new RegExp(
  [...marks.keys()]
    .sort((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|'),
  'g',
);

/** JSON, or a part of it, as documents store it. Reading gives the same text again. */
export function packDocument(json: string): string {
  return json.replace(anyPhrase, (phrase) => marks.get(phrase) ?? phrase);
}

/** By character. */
export const phraseOf: readonly (string | undefined)[] = [undefined, ...phrases];

/** By the second of two characters. */
export function rarePhraseOf(code: number): string | undefined {
  return rarePhrases[code - firstRare];
}

/** The platforms that have a mark of their own. */
export const markedPlatforms: readonly string[] = rarePhrases.flatMap((phrase) => /^,"platform":"(\w+)"/.exec(phrase)?.[1] ?? []);

/** Changes with the marks: documents of other marks are made anew, and count as changed. */
export const documentForm = JSON.stringify([phrases, rarePhrases]);
