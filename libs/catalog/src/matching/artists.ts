import { artistKey, artistWords, keysOfArtist } from './artist-keys.js';
import { joinedNames, nobody, ownBands } from './artist-names.js';
import { unifySigns } from './normalise.js';
import { remember } from './remember.js';

/** Artist aliases: a name's key to the key all its aliases share. */
export type ArtistAliases = ReadonlyMap<string, string>;

/**
 * Aliases from groups of names, each group one artist: `[['Jay Chou', '周杰伦', '周董'], …]`. Groups that
 * share a name are one.
 */
export function artistAliases(groups: readonly (readonly string[])[]): ArtistAliases {
  const aliases = new Map<string, string>();
  for (const group of groups) {
    const keys = [...new Set(group.map(artistKey))].filter((key) => key !== '');
    const known = new Set(keys.map((key) => aliases.get(key) ?? key));
    const [main = ''] = known;
    for (const [key, to] of aliases) if (known.has(to)) aliases.set(key, main);
    for (const key of keys) aliases.set(key, main);
  }
  return aliases;
}

const separator =
  / ?[,、，;；|/&+×＆／＋] ?| (?:x(?! (?:feat|ft|with|vs|x)\b| [(&+/,])|vs\.?|versus|featuring|with) | ?[ (](?:feat|ft)(?:\. ?| |(?=[^\x20-\x7e]))| [和與与及] |(?<=[\u2e80-\u9fff]{2})[和與与](?=[\u2e80-\u9fff]{2})/gi;
const anySign = /[,、，;；|/&+×＆／＋和與与及]| (?:x|vs|versus|with|ft)\b|feat|\(ft/i;
/** `& the Wailers`, `+ the Machine`, `& His Comets`: the second half of a band's name. */
const secondHalf = /^(?:the|his|her|los|las|die|seine) \S/i;
const joining = /^ ?[&+＆＋] ?$/;

/** UTF-16 code units of a credit that are read; the rest names no main artist. */
const LONGEST_CREDIT = 2000;

interface Part {
  readonly from: number;
  readonly to: number;
}

let known: { readonly joined: ReadonlySet<string>; readonly bands: ReadonlySet<string>; readonly nobody: ReadonlySet<string> } | undefined;

function lists(): NonNullable<typeof known> {
  // Read on first use: only matching needs them.
  known ??= {
    joined: new Set(joinedNames.map(artistKey)),
    bands: new Set(ownBands.map(artistKey)),
    nobody: new Set(nobody.map(artistKey)),
  };
  return known;
}

function partsOf(credit: string, signs: RegExp): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of credit.matchAll(signs)) {
    if (match.index > from) parts.push({ from, to: match.index });
    from = match.index + match[0].length;
  }
  if (from < credit.length) parts.push({ from, to: credit.length });
  return parts;
}

/** How many parts from `at` on form one name; `isName` knows whole names. */
function joinedCount(credit: string, parts: readonly Part[], at: number, isName: (name: string) => boolean): number {
  const first = parts[at] as Part;
  for (let last = Math.min(parts.length - 1, at + 4); last > at; last--) {
    if (isName(credit.slice(first.from, (parts[last] as Part).to))) return last - at + 1;
  }
  const next = parts[at + 1];
  if (next === undefined) return 1;
  const [a, sign, b] = [credit.slice(first.from, first.to), credit.slice(first.to, next.from), credit.slice(next.from, next.to)];
  // AC/DC, D&E, T+T: initials without spaces.
  if (/^[/&+]$/.test(sign) && /^[A-Z0-9]{1,2}$/.test(a) && /^[A-Z0-9]{1,2}$/.test(b)) return 2;
  return joining.test(sign) && secondHalf.test(b) && !lists().bands.has(artistKey(b)) ? 2 : 1;
}

/**
 * The artists of a credit, in order, as written. Separators: `,` `、` `/` `&` `;` `+` `|`, ` x `, ` vs `,
 * `feat.`, `ft.`, `with`, 和, 与. A name that contains a separator is not split if it is on the known list
 * (AC/DC, Earth, Wind & Fire), has the form `X & the Y`, is initials (`D&E`), or is in `names`, such as the
 * artists of the wanted song.
 */
export function splitArtists(credit: string, names: readonly string[] = none): readonly string[] {
  return names.length === 0 ? splitLately(credit) : split(credit, names);
}

const none: readonly string[] = [];
const splitLately = remember(2000, (credit) => split(credit, none));

/** As `splitArtists`, at these signs alone. */
export function split(credit: string, names: readonly string[], signs: RegExp = separator): readonly string[] {
  const text = unifySigns(credit.slice(0, LONGEST_CREDIT));
  if (text === '') return [];
  if (!anySign.test(text)) return [text];
  const extra = new Set(names.map(artistKey));
  const isName = (name: string): boolean => {
    const key = artistKey(name);
    return extra.has(key) || lists().joined.has(key);
  };
  if (isName(text)) return [text];
  const parts = partsOf(text, signs);
  const artists: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const count = joinedCount(text, parts, at, isName);
    artists.push(tidy(text.slice((parts[at] as Part).from, (parts[at + count - 1] as Part).to)));
    at += count;
  }
  const named = artists.filter((name) => name !== '');
  return named.length > 0 ? [...new Set(named)] : [text];
}

/** Without the bracket that a `(feat.` before it opened. */
function tidy(name: string): string {
  const open = name.split('(').length;
  const close = name.split(')').length;
  return (close > open ? name.replace(')', '') : open > close ? name.replace('(', '') : name).trim();
}

/** Whether a credit is a placeholder ("Various Artists", 群星): it names nobody. */
export function namesNobody(name: string): boolean {
  return lists().nobody.has(artistKey(name));
}

/** The artists of a recording as a set, for comparison. */
export interface ArtistSet {
  /** Keys that may stand for each artist. Empty if nobody is named. */
  readonly artists: readonly (readonly string[])[];
  /** Keys that are enough for an overlap: all of the above, plus the halves of `X & the Y`. */
  readonly loose: readonly string[];
  /** The words of all names, sorted: the same however the credit was split. */
  readonly bag: string;
  /** The names' keys in order, joined: equal for credits with a separator used nowhere else (平野綾・茅原実里). */
  readonly whole: string;
}

/** Reads names, already split, into a set; placeholders ("Various Artists") are left out. */
export function artistSet(names: readonly string[], aliases?: ArtistAliases): ArtistSet {
  const artists = new Map<string, readonly string[]>();
  const loose = new Set<string>();
  const bag: string[] = [];
  for (const name of names) {
    const keys = keysOfArtist(name).map((key) => aliases?.get(key) ?? key);
    const [main] = keys;
    if (main === undefined || lists().nobody.has(main) || artists.has(main)) continue;
    artists.set(main, keys);
    for (const key of keys) loose.add(key);
    if (joint.test(name)) addHalves(loose, name, aliases);
    bag.push(...(aliases?.has(artistKey(name)) ? [main] : artistWords(name)));
  }
  return { artists: [...artists.values()], loose: [...loose], bag: bag.sort().join(' '), whole: [...artists.keys()].join('') };
}

/** Signs and words that join two names into one. */
const joint = /[&+]| (?:and|und|et|y|e|и) /i;

function addHalves(loose: Set<string>, name: string, aliases: ArtistAliases | undefined): void {
  if (lists().joined.has(artistKey(name))) return;
  for (const half of name.split(joint)) {
    const key = artistKey(half);
    if (key.length > 2) loose.add(aliases?.get(key) ?? key);
  }
}

const meet = (a: readonly string[], b: readonly string[]): boolean => a.some((key) => b.includes(key));

/** Whether two recordings name the same artists: as sets, or as the same words split differently. */
export function sameArtists(a: ArtistSet, b: ArtistSet): boolean {
  if (a.artists.length === 0) return false;
  if ((a.bag === b.bag && a.bag !== '') || a.whole === b.whole) return true;
  if (a.artists.length !== b.artists.length) return false;
  return (
    a.artists.every((one) => b.artists.some((other) => meet(one, other))) &&
    b.artists.every((one) => a.artists.some((other) => meet(one, other)))
  );
}

/** Whether both name at least one artist in common. */
export function artistsOverlap(a: ArtistSet, b: ArtistSet): boolean {
  return meet(a.loose, b.loose) || sameArtists(a, b);
}
