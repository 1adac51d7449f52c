import { split } from './artists.js';
import { remember } from './remember.js';

/**
 * Signs that stand between two artists in any credit, and those that do so between names in Han, kana or hangul. `&`, `+` and
 * the comma are left out elsewhere: too many bands have one, and no list knows them all. A stroke after a bracket (`</b>`) is markup, no sign.
 */
const betweenArtists =
  / ?(?:[;|、]|(?<!\()\/) ?| featuring | ?[ (](?:feat|ft)(?:\. ?| |(?=[^\x20-\x7e]))|(?<=[\u3005-\u9fff\uac00-\ud7a3]) ?[&,] ?(?=[\u3005-\u9fff\uac00-\ud7a3])/gi;

const none: readonly string[] = [];

/**
 * The artists that a credit names, each of whom counts as an artist of the song for ever; so it is split only where there is
 * no doubt. Comparison can afford to split more, see `splitArtists`, whose rules about names that hold a sign hold here too:
 * AC/DC stays whole.
 */
export const creditedArtists: (credit: string) => readonly string[] = remember(5000, (credit) => {
  const artists = split(credit, none, betweenArtists);
  return artists.length > 1 ? artists : [credit.trim()];
});
