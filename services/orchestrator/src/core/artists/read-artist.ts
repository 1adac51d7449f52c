import { isCjk, keysOfArtist, namesNobody } from '@catalogsync/catalog';
import { BY_MUSICBRAINZ_ID, BY_NAME } from '../catalogue/song-artists.js';
import { textHash } from '../catalogue/text-hash.js';
import type { StoredArtist } from './artist-store.js';

/** An artist prepared for comparison. */
export interface ReadArtist extends StoredArtist {
  readonly musicBrainzId: string | undefined;
  /** Its platform knows it by an id, not by name alone. */
  readonly hasOwnId: boolean;
  readonly isNobody: boolean;
  /** The folded name. */
  readonly folded: string;
  /** The folded halves of a name in two scripts; empty for others. */
  readonly halves: readonly string[];
}

/** MusicBrainz ids of placeholders: Various Artists, [unknown], [anonymous], [data], [dialogue], [no artist], [traditional]. */
const nobodyThere: ReadonlySet<string> = new Set([
  '89ad4ac3-39f7-470e-963a-56509c546377',
  '125ec42a-7229-4250-afc5-e057484327fe',
  'f731ccc4-e22a-43af-a747-64213329e088',
  '33cf029c-63b0-41a0-9855-be2a3665fb3b',
  '314e1c25-dde7-4e4d-b2f4-0a7b9f7c56dc',
  'eec63d3c-3b81-4ad4-b1e4-7c147d4d2b61',
  '9be7f096-97ec-4615-8957-8d40b5dcbc41',
]);

/** Which script a folded name is written in. */
function scriptOf(name: string): string {
  let script = '';
  for (const character of name) {
    const found = isCjk(character.codePointAt(0) ?? 0) ? cjkScript(character) : alphabetOf(character);
    if (found === '' || found === script) continue;
    if (script !== '') return 'mixed';
    script = found;
  }
  return script;
}

const cjkScript = (character: string): string => (/\p{Script=Hangul}/u.test(character) ? 'hangul' : 'han');

function alphabetOf(character: string): string {
  if (/\p{Script=Latin}/u.test(character)) return 'latin';
  return /\p{L}/u.test(character) ? 'other' : '';
}

/** A half in brackets counts only where it is the name in another script: `Nirvana (UK)` is not `Nirvana`. */
function halvesOf([, ...halves]: readonly string[]): readonly string[] {
  if (halves.length < 2) return [];
  const scripts = new Set(halves.map(scriptOf));
  return scripts.size < halves.length || scripts.has('') || scripts.has('mixed') ? [] : halves;
}

export function readArtist(artist: StoredArtist): ReadArtist {
  const { remoteId, name, chosenName } = artist;
  const musicBrainzId = remoteId.startsWith(BY_MUSICBRAINZ_ID) ? remoteId.slice(BY_MUSICBRAINZ_ID.length) : undefined;
  const keys = keysOfArtist(name);
  return {
    ...artist,
    musicBrainzId,
    hasOwnId: musicBrainzId === undefined && !remoteId.startsWith(BY_NAME),
    isNobody: chosenName === undefined && (musicBrainzId === undefined ? namesNobody(name) : nobodyThere.has(musicBrainzId)),
    folded: keys[0] ?? '',
    halves: halvesOf(keys),
  };
}

/** Where an artist is found: by its name, by the halves of it, and by MusicBrainz id. A placeholder is found nowhere. */
export function keysOf({ isNobody, folded, halves, musicBrainzId }: ReadArtist): readonly number[] {
  if (isNobody) return [];
  const names = [folded, ...halves].filter((name) => name !== '').map(keyOfName);
  return musicBrainzId === undefined ? names : [...names, textHash(`${BY_MUSICBRAINZ_ID}${musicBrainzId}`)];
}

export const keyOfName = (name: string): number => textHash(`${BY_NAME}${name}`);

/** The halves of a name other than this, as one text. */
export const partnerOf = (half: string, { halves }: ReadArtist): string => halves.filter((other) => other !== half).join('|');
