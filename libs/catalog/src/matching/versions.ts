import { searchKey } from '../folding/search-key.js';
import { hasCjk, words } from './normalise.js';
import { type Meaning, phrasesOf, type VersionKind, wordsInRun } from './version-words.js';

/** What a stretch of a title says: a version, nothing about the recording, which part of a work it is, or something of the title itself. */
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
/** "Live" at the front is a version before these (or before a year): Live at Wembley, Live Session. */
const afterLive = new Set(
  'at in from on version ver session sessions edit recording recorded performance acoustic concert tour show video audio studio radio bbc mtv unplugged piano band lounge remaster remastered remix mix mono stereo cd dvd album cut take'.split(
    ' ',
  ),
);
/** "Cover" is no version before these (Cover Me, Cover Girl) and after these (Under Cover). */
const afterCoverAsVerb = new Set('me you my your up us it them him her the girl story art boy girls'.split(' '));
const beforeCoverAsNoun = new Set('under take my the from duck for run book magazine no blow'.split(' '));
const soundtrackStart = new Set('from theme prod produced ost feat'.split(' '));
const year = /^(?:19|20)\d\d$/;

interface Reading {
  readonly kinds: Set<VersionKind>;
  readonly detail: string[];
  readonly said: Set<Meaning>;
}

function positionalLive(all: readonly string[], at: number): boolean {
  if (all.length === 1) return true;
  const next = all[at + 1];
  const before = all[at - 1];
  if (next !== undefined && (afterLive.has(next) || /^\d/.test(next) || hasCjk(next))) return true;
  if (before !== undefined && next === undefined) return !beforeVerbLive.has(before);
  return next !== undefined && before !== undefined && year.test(before);
}

function positionalCover(all: readonly string[], at: number): boolean {
  const next = all[at + 1];
  const before = all[at - 1];
  if (next !== undefined) return at === 0 ? !afterCoverAsVerb.has(next) : next === 'by' || next === 'version' || next === 'ver';
  return before === undefined || !beforeCoverAsNoun.has(before);
}

/** Takes in one word's meaning; false if the word is not meant so here and counts as any other word. */
function take(reading: Reading, meaning: Meaning, all: readonly string[], at: number): boolean {
  switch (meaning) {
    case 'positional_live':
      if (!positionalLive(all, at)) return false;
      reading.kinds.add('live');
      return true;
    case 'positional_cover':
      if (!positionalCover(all, at)) return false;
      reading.kinds.add('cover');
      return true;
    case 'dj_name': {
      // DJ Snake Remix names its maker; DJ版 and DJ Remix are a genre of their own.
      const next = all[at + 1];
      const named = next !== undefined && !hasCjk(next) && phrasesOf(next) === undefined;
      if (named || (at > 0 && next !== undefined)) return false;
      reading.kinds.add('dj');
      return true;
    }
    case 'neutral':
    case 'remaster':
    case 'version':
    case 'mix':
    case 'filler':
    case 'part':
      reading.said.add(meaning);
      return true;
    default:
      reading.kinds.add(meaning);
      return true;
  }
}

function takeRun(reading: Reading, run: string, all: readonly string[], at: number): void {
  const { meanings, rest } = wordsInRun(run);
  for (const meaning of meanings) take(reading, meaning, all, at);
  if (rest !== '') reading.detail.push(rest);
}

function read(all: readonly string[]): Reading {
  const reading: Reading = { kinds: new Set(), detail: [], said: new Set() };
  for (let at = 0; at < all.length; at++) {
    const word = all[at] as string;
    const phrase = phrasesOf(word)?.find(({ rest }) => rest.every((next, i) => all[at + 1 + i] === next));
    if (phrase !== undefined && take(reading, phrase.meaning, all, at)) at += phrase.rest.length;
    else if (phrase === undefined && hasCjk(word)) takeRun(reading, word, all, at);
    else reading.detail.push(word);
  }
  return reading;
}

function decide(reading: Reading, first: string): Qualifier {
  const { kinds, said } = reading;
  let { detail } = reading;
  if (said.has('remaster')) detail = detail.filter((word) => !/^\d{2,4}$/.test(word));
  // A mix that is named after somebody or something is a remix: Club Mix, Tiësto Mix.
  if (said.has('mix') && kinds.size === 0 && detail.length > 0) kinds.add('remix');
  if (kinds.size === 0 && said.has('version') && detail.length > 0 && !said.has('remaster')) kinds.add('arrangement');
  if (kinds.size > 1) kinds.delete('arrangement');
  // DJ remixes are called both; a remix by a named DJ is a remix.
  if (kinds.has('dj')) kinds.delete('remix');
  if (said.has('part') && kinds.size === 0 && detail.every((word) => /^(?:\d+|[ivx]+|one|two|three|four)$/.test(word))) return partOfWork;
  if (kinds.size > 0) return { says: 'version', kinds: [...kinds].sort(), detail };
  const neutral = said.has('neutral') || said.has('remaster');
  if (neutral && (detail.length === 0 || said.has('remaster') || (said.has('neutral') && soundtrackStart.has(first)))) return nothing;
  return partOfTitle;
}

const soundtrackNote = /^(?:from the |from (?:"|“|'|\()|theme from |prod(?:uced|\.)? ?(?:by)? |ost\b)/i;
/** 《仙剑奇侠传》插曲, 电视剧…片尾曲: a note of where the song is from, whatever the name. */
const soundtrackNoteCjk =
  /(?:主题曲|主题歌|片头曲|片尾曲|插曲|推广曲|宣传曲|印象曲|原声带|主題歌|挿入歌|插入歌|オープニング|エンディング|ost)(?:版)?$/;

/**
 * What a qualifier of a title says: the text inside brackets or after a dash. Words of versions in
 * English, Chinese, Japanese, Korean, Russian and the larger Romance languages count, but only where
 * they can be meant so: `Live at Wembley` is a version, `Live and Let Die` and `Cover Me` are titles.
 */
export function readQualifier(text: string): Qualifier {
  const key = searchKey(text);
  if (key === '') return partOfTitle;
  if (soundtrackNote.test(text) || soundtrackNoteCjk.test(key)) return nothing;
  const all = words(key);
  const first = all[0] as string;
  // A long text is a sentence; a version's words are few.
  if (all.length > 14) return partOfTitle;
  return decide(read(all), first);
}

/** How two sets of details of the same version kinds relate: `unknown` where one says less than the other. */
export function compareDetails(a: readonly string[], b: readonly string[]): 'same' | 'unknown' | 'different' {
  if (a.length === 0 && b.length === 0) return 'same';
  if (a.length === 0 || b.length === 0) return 'unknown';
  const shared = a.filter((word) => b.includes(word)).length;
  if (shared === a.length && shared === b.length) return 'same';
  const [yearsA, yearsB] = [a.filter(isNumber), b.filter(isNumber)];
  if (yearsA.length > 0 && yearsB.length > 0 && !yearsA.some((number) => yearsB.includes(number))) return 'different';
  if (shared > 0) return 'unknown';
  // A date beside a place, or a name in another script, may mean the same.
  const onlyNumbers = yearsA.length === a.length || yearsB.length === b.length;
  return onlyNumbers || hasCjk(a.join('')) !== hasCjk(b.join('')) ? 'unknown' : 'different';
}

const isNumber = (word: string): boolean => /^\d+$/.test(word);

const liveAlbum =
  /\blive (?:at|in|from|on)\b|\(live\b|\blive\)|- live\b|\blive$|\bunplugged\b|\bin concert\b|\ben vivo\b|\bao vivo\b|演唱会|演唱會|音乐会|音樂會|ライブ|ライヴ|콘서트|라이브/i;
/** Albums of studio recordings with such a word in their names. */
const notLive = /\blong live$|\b(?:to|we|i|you|who|born to) live$/i;

/** Whether an album's name says that it was recorded on stage. */
export function isLiveAlbum(album: string): boolean {
  return liveAlbum.test(album) && !notLive.test(album);
}
