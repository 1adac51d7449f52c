import { searchKey } from '../folding/search-key.js';
import { hasCjk, words } from './normalise.js';
import { remember } from './remember.js';
import { isVersionKind, type Meaning, type VersionKind, type VersionWords } from './version-kinds.js';
import { phrasesOf, wordsInRun } from './version-words.js';

/** What a piece of a title says: a version, nothing about the recording, the part of a work, or part of the title proper. */
export type Qualifier =
  | { readonly says: 'version'; readonly kinds: readonly VersionKind[]; readonly detail: readonly string[] }
  | { readonly says: 'nothing' }
  | { readonly says: 'part' }
  | { readonly says: 'title' };

const nothing: Qualifier = { says: 'nothing' };
const partOfTitle: Qualifier = { says: 'title' };
const partOfWork: Qualifier = { says: 'part' };

/** "Live" at the end is a verb after these: Long Live, The Way We Live. */
const beforeVerbLive = new Set('long to we i you they who let how where cant dont will would must people love and never'.split(' '));
/** "Live" at the front is a verb before these: Live Forever, Live Your Life, Live and Let Die. */
const afterVerbLive = new Set(
  'forever your it my our his her life and or to like free again without a the up fast together while now wire through this that what more for every one every is'.split(
    ' ',
  ),
);
/** "Cover" is no version before these (Cover Me, Cover Girl) and after these (Under Cover). */
const afterVerbCover = new Set('me you my your up us it them him her the girl girls story art boy'.split(' '));
const beforeNounCover = new Set('under take my the from duck for run book magazine no blow'.split(' '));
const soundtrackStart = new Set('from theme prod produced ost'.split(' '));

interface Reading {
  readonly kinds: Set<VersionKind>;
  readonly weakKinds: Set<VersionKind>;
  /** What distinguishes versions of one kind: canonical words of the table. */
  readonly specifics: string[];
  /** Words that the tables do not contain. */
  readonly others: string[];
  readonly said: Set<Meaning>;
}

function meantLive(all: readonly string[], at: number): boolean {
  const before = all[at - 1] ?? '';
  const next = all[at + 1];
  if (next === undefined) return !beforeVerbLive.has(before);
  return (
    !afterVerbLive.has(next) &&
    (at === 0 || /^(?:at|in|from|on|version|ver|session|sessions|acoustic|\d+)$/.test(next) || hasCjk(next) || /^\d/.test(before))
  );
}

function meantCover(all: readonly string[], at: number): boolean {
  const next = all[at + 1];
  if (next === undefined) return !beforeNounCover.has(all[at - 1] ?? '');
  return at === 0 ? !afterVerbCover.has(next) : /^(?:by|version|ver|of)$/.test(next) || hasCjk(next);
}

/** DJ Snake Remix names its maker; DJ版 and DJ Remix are a genre. */
function meantDj(all: readonly string[], at: number): boolean {
  const next = all[at + 1];
  return next === undefined || (at === 0 && (hasCjk(next) || phrasesOf(next) !== undefined));
}

/** The kind that a positional word names here; undefined if it is an ordinary word. */
function positionalKind(meaning: Meaning, all: readonly string[], at: number): VersionKind | undefined {
  if (meaning === 'positional_live') return meantLive(all, at) ? 'live' : undefined;
  if (meaning === 'positional_cover') return meantCover(all, at) ? 'cover' : undefined;
  return meantDj(all, at) ? 'dj' : undefined;
}

/** Records one word's meaning; false if it does not have that meaning here. */
function take(reading: Reading, entry: VersionWords, all: readonly string[], at: number): boolean {
  const { means } = entry;
  if (isVersionKind(means)) {
    (entry.weak ? reading.weakKinds : reading.kinds).add(means);
    if (entry.as !== undefined) reading.specifics.push(entry.as);
    return true;
  }
  switch (means) {
    case 'positional_live':
    case 'positional_cover':
    case 'dj_name': {
      const kind = positionalKind(means, all, at);
      if (kind !== undefined) reading.kinds.add(kind);
      return kind !== undefined;
    }
    case 'neutral':
    case 'remaster':
    case 'version':
    case 'mix':
    case 'filler':
    case 'part':
      reading.said.add(means);
      return true;
  }
}

/** Reads a word or a run of characters. In a run with other characters, words that titles use as well are part of a name: 快乐男声. */
function takeRun(reading: Reading, run: string, all: readonly string[], at: number): void {
  const { found, rest } = wordsInRun(run);
  const meant = rest === '' ? found : found.filter(({ weak }) => !weak);
  for (const entry of meant) take(reading, entry, all, at);
  if (rest !== '') reading.others.push(meant.length === found.length ? rest : run);
}

function read(all: readonly string[]): Reading {
  const reading: Reading = { kinds: new Set(), weakKinds: new Set(), specifics: [], others: [], said: new Set() };
  for (let at = 0; at < all.length; at++) {
    const word = all[at] as string;
    const phrase = phrasesOf(word)?.find(({ rest }) => rest.every((next, i) => all[at + 1 + i] === next));
    if (phrase !== undefined && take(reading, phrase.entry, all, at)) at += phrase.rest.length;
    else takeRun(reading, word, all, at);
  }
  return reading;
}

const isNumber = (word: string): boolean => /^\d+$/.test(word);
const isNumeral = (word: string): boolean => /^(?:\d{1,3}|[ivx]+|one|two|three|four)$/.test(word);

function decide({ kinds, weakKinds, specifics, others, said }: Reading, first: string): Qualifier {
  const detail = said.has('remaster') ? others.filter((word) => !isNumber(word)) : others;
  const onlyNumbers = detail.every(isNumber);
  if (kinds.size > 0 || said.has('version') || said.has('mix') || onlyNumbers) for (const kind of weakKinds) kinds.add(kind);
  if (kinds.size === 0 && (said.has('part') || (said.size === 0 && weakKinds.size === 0)) && others.every(isNumeral)) return partOfWork;
  // A mix or version named after somebody or something: Club Mix, Tiësto Mix, Rock Version.
  if (kinds.size === 0 && detail.length > 0 && said.has('mix')) kinds.add('remix');
  if (kinds.size === 0 && detail.length > 0 && said.has('version') && !said.has('remaster')) kinds.add('arrangement');
  // DJ remixes are called both.
  if (kinds.has('dj')) kinds.delete('remix');
  if (kinds.size > 0) return { says: 'version', kinds: [...kinds].sort(), detail: [...specifics, ...detail] };
  if (said.has('remaster') || (said.has('neutral') && (detail.length === 0 || soundtrackStart.has(first)))) return nothing;
  return partOfTitle;
}

const soundtrackNote = /^(?:from the |from (?:"|“|'|\()|theme from |prod(?:uced|\.)? ?(?:by)? |ost\b)/i;
/** 《仙剑奇侠传》插曲, 电视剧…片尾曲: says where the song is from, whatever the name. */
const soundtrackNoteCjk =
  /(?:主题曲|主题歌|片头曲|片尾曲|插曲|推广曲|宣传曲|印象曲|原声带|主題歌|挿入歌|插入歌|オープニング|エンディング|\bost)(?:版)?$/;

/** 0.8x, x1.25, 1.5倍速. All digits of the number, never the end of a longer one; three before the point are no speed. */
const playbackRate = /(?<![\d.])(\d{1,2}\.\d+)\s*x(?![a-z\d])|\bx\s*(\d{1,2}\.\d+)(?!\.?\d)|(?<![\d.])(\d{1,2}(?:\.\d+)?)\s*倍速?/i;
/** 2019ver., 2020remix. */
const joinedNumber = /\b(\d{2,4})(ver|version|mix|remix|remaster|remastered|live)\b/g;

function withNumbersRead(text: string): string {
  if (!/\d/.test(text)) return searchKey(text);
  const named = text.replace(playbackRate, (_, ...rates: (string | undefined)[]) => wordsOfRate(Number(rates[0] ?? rates[1] ?? rates[2])));
  return searchKey(named).replace(joinedNumber, '$1 $2');
}

/** At its own speed a recording is the original. */
function wordsOfRate(rate: number): string {
  if (rate === 1) return ' original ';
  return rate < 1 ? ' slowed ' : ' sped up ';
}

/**
 * What a title's qualifier says: the text inside brackets or after a dash. Version words in English, Chinese,
 * Japanese, Korean, Russian and the larger Romance languages count only where the context allows:
 * `Live at Wembley` is a version, `Live and Let Die` and `Cover Me` are titles.
 */
export const readQualifier: (text: string) => Qualifier = remember(5000, (text) => {
  const key = withNumbersRead(text);
  if (key === '') return partOfTitle;
  if (soundtrackNote.test(text) || soundtrackNoteCjk.test(key)) return nothing;
  const all = words(key);
  const first = all[0] as string;
  // A long text is a sentence; a version takes few words.
  if (all.length > 14) return partOfTitle;
  return decide(read(all), first);
});

/** How two sets of details of the same version kinds relate: `unknown` where one says less than the other. */
export function compareDetails(a: readonly string[], b: readonly string[]): 'same' | 'unknown' | 'different' {
  const shared = a.filter((word) => b.includes(word)).length;
  if (shared === a.length && shared === b.length) return 'same';
  const [yearsA, yearsB] = [a.filter(isNumber), b.filter(isNumber)];
  if (yearsA.length > 0 && yearsB.length > 0 && !yearsA.some((number) => yearsB.includes(number))) return 'different';
  if (shared > 0) return 'unknown';
  // A date and a place, or a name in another script, may mean the same.
  const onlyNumbers = yearsA.length === a.length || yearsB.length === b.length;
  return onlyNumbers || hasCjk(a.join('')) !== hasCjk(b.join('')) ? 'unknown' : 'different';
}

const liveAlbum =
  /\blive (?:at|in|from|on)\b|\(live\b|\blive\)|- live\b|\blive$|\bunplugged\b|\bin concert\b|\ben vivo\b|\bao vivo\b|演唱会|演唱會|音乐会|音樂會|ライブ|ライヴ|콘서트|라이브/i;
/** Studio albums with such a word in their names. */
const notLive = /\blong live$|\b(?:to|we|i|you|who) live$/i;

/** Whether an album's name says that it was recorded live. */
export function isLiveAlbum(album: string): boolean {
  return liveAlbum.test(album) && !notLive.test(album);
}
