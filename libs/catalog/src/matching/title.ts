import { hasCjk, unifySigns } from './normalise.js';
import { type Piece, piecesOf } from './title-pieces.js';
import { splitSuffix } from './title-suffix.js';
import type { VersionKind } from './version-kinds.js';
import { type Qualifier, readQualifier } from './versions.js';

/** A title in its parts. Case and script stay; only signs are unified. */
export interface TitleParts {
  /** Without credits and qualifiers, with subtitles, in order. Empty only for an empty title. */
  readonly full: string;
  /** Without subtitles too; a part ("Pt. 2", "Reprise") stays. */
  readonly base: string;
  /** Texts in brackets or after a dash that are not known qualifiers. */
  readonly subtitles: readonly string[];
  /** Those after a dash, which may be artist or title: `Adele - Hello`. */
  readonly dashed: readonly string[];
  /** Sorted, each once. */
  readonly versions: readonly VersionKind[];
  /** The other words of a qualifier, folded: who remixed it, where it was live. */
  readonly detail: readonly string[];
  /** The qualifiers that name a version, as written. */
  readonly versionTexts: readonly string[];
  /** The text after `feat.`, not split. */
  readonly featured: readonly string[];
}

interface Draft {
  /** Plain texts and subtitles in order; `base` marks what belongs to the base title. */
  readonly kept: { text: string; base: boolean }[];
  readonly subtitles: string[];
  readonly dashed: string[];
  readonly versions: VersionKind[];
  readonly detail: string[];
  readonly versionTexts: string[];
  readonly featured: string[];
}

/** UTF-16 code units of a title that are read; the rest never tells songs apart. Bounds the cost of a hostile title. */
const LONGEST_TITLE = 500;

/** Without any of these there is nothing to take apart but a suffix and a guest. */
const special = /[()\-~]/;
const featStart = /^(?:(?:featuring|feat|ft)(?:\. ?| |(?=[^\x20-\x7e]))|(?:with|w\/) )/i;
const featWord = /f(?:ea)?t/i;
const featInside = /(?:^|[^a-z\d.])(?:featuring |(?:feat|(?<!\d )ft)(?:\.| |(?=[^\x20-\x7e]))) ?(.+)$/i;
/** `(With You)`, `(with the lights on)`: not names of guests. */
const withNobody = /^(?:with|w\/) (?:you|me|us|him|her|them|it|the|a|an|my|your|our|his|no|out|or|love|all|every\w*|some\w*|whom)\b/i;

function addVersion(draft: Draft, text: string): Qualifier['says'] {
  const qualifier = readQualifier(text);
  if (qualifier.says === 'version') {
    for (const kind of qualifier.kinds) if (!draft.versions.includes(kind)) draft.versions.push(kind);
    draft.detail.push(...qualifier.detail);
    draft.versionTexts.push(text);
  }
  return qualifier.says;
}

function addQualifier(draft: Draft, { text, where }: Piece): void {
  const feat = featStart.exec(text);
  if (feat !== null && !withNobody.test(text)) {
    // A version may stand inside the same brackets: (feat. X - Live), (feat. X) [Remix].
    const [names = '', ...rest] = text.slice(feat[0].length).split(/ - |\(/);
    draft.featured.push(names.trim());
    for (const more of rest) addVersion(draft, more.replace(')', ''));
    return;
  }
  const says = addVersion(draft, text);
  if (says === 'part') draft.kept.push({ text, base: true });
  if (says !== 'title') return;
  draft.kept.push({ text, base: false });
  draft.subtitles.push(text);
  if (where === 'dash') draft.dashed.push(text);
}

function addPlain(draft: Draft, text: string, last: boolean): void {
  // The longer expression is tried at every character; most titles have no guest.
  const feat = featWord.test(text) ? featInside.exec(text) : null;
  const before = feat === null ? text : text.slice(0, feat.index + (/^[^a-z]/i.test(feat[0]) ? 1 : 0)).trim();
  let rest = text;
  if (feat?.[1] !== undefined && (before !== '' || draft.kept.length > 0)) {
    draft.featured.push(feat[1]);
    rest = before;
  }
  for (let suffixed = last ? splitSuffix(rest) : undefined; suffixed !== undefined; suffixed = splitSuffix(rest)) {
    addVersion(draft, suffixed.suffix);
    rest = suffixed.base;
  }
  if (rest !== '') draft.kept.push({ text: rest, base: true });
}

function newDraft(): Draft {
  return { kept: [], subtitles: [], dashed: [], versions: [], detail: [], versionTexts: [], featured: [] };
}

function read(text: string): Draft {
  const draft = newDraft();
  if (!special.test(text)) {
    addPlain(draft, text, true);
    return draft;
  }
  const pieces = piecesOf(text);
  const lastPlain = pieces.findLastIndex(({ where }) => where === 'plain');
  pieces.forEach((piece, i) => {
    // Text after a bracket may be a qualifier too: アイドル【推しの子】オープニング主題歌.
    const note = piece.where === 'plain' && draft.kept.length > 0 && readQualifier(piece.text).says === 'nothing';
    if (piece.where === 'plain' && !note) addPlain(draft, piece.text, i === lastPlain);
    else addQualifier(draft, piece);
  });
  return draft;
}

/** Makes the first subtitle the base: 「夜に駆ける」, 周杰伦《七里香》. */
function promote(draft: Draft): void {
  const first = draft.kept.find(({ base }) => !base);
  if (first === undefined) return;
  first.base = true;
  draft.subtitles.splice(draft.subtitles.indexOf(first.text), 1);
  const dashed = draft.dashed.indexOf(first.text);
  if (dashed >= 0) draft.dashed.splice(dashed, 1);
}

function dropArtist(draft: Draft, isArtist: (text: string) => boolean): void {
  const [only, second] = draft.kept.filter(({ base }) => base);
  if (only === undefined || second !== undefined || !isArtist(only.text)) return;
  draft.kept.splice(draft.kept.indexOf(only), 1);
  promote(draft);
}

function joinKept(draft: Draft, onlyBase: boolean): string {
  let joined = '';
  for (const { text, base } of draft.kept) if (base || !onlyBase) joined += joined === '' ? text : ` ${text}`;
  return joined;
}

function finish(draft: Draft, whole: string): TitleParts {
  if (!draft.kept.some(({ base }) => base)) promote(draft);
  let full = joinKept(draft, false);
  let base = joinKept(draft, true);
  // Nothing but qualifiers: they are the title. Live, Demo, (Remix).
  if (base === '') {
    full = whole;
    base = whole;
    for (const list of [draft.versions, draft.detail, draft.versionTexts]) list.length = 0;
  }
  const { subtitles, dashed, versions, detail, versionTexts, featured } = draft;
  return { full, base, subtitles, dashed, versions: versions.sort(), detail, versionTexts, featured };
}

/**
 * Takes a title apart: credits (`feat. X`), version qualifiers, notes that say nothing about the recording,
 * subtitles, base title. `isArtist` recognises the song's own artist, whose name before a dash or brackets
 * is not the title.
 */
export function parseTitle(title: string, isArtist: (text: string) => boolean = () => false): TitleParts {
  const whole = unifySigns(title.slice(0, LONGEST_TITLE));
  const draft = read(whole);
  if (draft.subtitles.length > 0) dropArtist(draft, isArtist);
  return finish(draft, whole);
}

const workPrefix = /^[\p{L}.' ]{3,40}: (\S+ \S.*)/u;

/**
 * Other names of the song inside a title: a subtitle in another script is a translation (夜曲 (Nocturne)), and
 * so may be one half of a title in two scripts (光年之外 Light Years Away). A work or composer before a colon is
 * optional (`Beethoven: Symphony No. 5 …`).
 */
export function otherNamesIn(parts: TitleParts): string[] {
  if (parts.subtitles.length === 0 && !parts.base.includes(' ')) return [];
  const afterWork = workPrefix.exec(parts.base)?.[1];
  return afterWork === undefined ? inOtherScript(parts) : [afterWork, ...inOtherScript(parts)];
}

/** A title in two scripts. */
const latinLast = /^(?<cjk>[^a-z]+?) (?<latin>[a-z][\x20-\x7e]+)$/i;
const latinFirst = /^(?<latin>[a-z][\x20-\x7e]+?) (?<cjk>[^a-z]+)$/i;

function inOtherScript(parts: TitleParts): string[] {
  const baseIsCjk = hasCjk(parts.base);
  const found = parts.subtitles.filter((subtitle) => hasCjk(subtitle) !== baseIsCjk && longEnough(subtitle));
  if (!parts.base.includes(' ')) return found;
  const { cjk = '', latin = '' } = (latinLast.exec(parts.base) ?? latinFirst.exec(parts.base))?.groups ?? {};
  return hasCjk(cjk) && longEnough(cjk) && longEnough(latin) ? [...found, cjk, latin] : found;
}

/** Shorter names are words that many titles contain. */
function longEnough(name: string): boolean {
  const letters = name.replace(/[\s\p{P}]/gu, '').length;
  return hasCjk(name) ? letters >= 2 : letters >= 4;
}
