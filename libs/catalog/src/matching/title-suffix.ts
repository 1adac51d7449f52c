import { hasCjk } from './normalise.js';
import { readQualifier } from './versions.js';

/** Endings that may be a version without brackets; nothing else is examined. */
const gate =
  /(?:remix|instrumental|karaoke|nightcore|version|ver\.?|edit|sped ?up|speed ?up|slowed|reverb|vivo|vocal|acoustic|remaster(?:ed)?|mix|live|demo|cover|inst\.?|dj|[12]\d{3}|[\u3040-\u9fff\uac00-\ud7af])$/i;

/** Latin words that end a title only to name a version. `Live`, `Cover`, `Demo`, `Edit` are not among them. */
const plainLatin =
  /^(?:remix|instrumental|karaoke|nightcore|acoustic|(?:live|acoustic|demo|cover|extended|karaoke|instrumental|remix|piano|studio|album|single|radio|english|japanese|korean|chinese|spanish) (?:version|ver\.?|edit|mix)|(?:nightcore|sped|speed) ?up|sped up|slowed(?: down)?(?: ?(?:\+|and|&)? ?reverb)?|en vivo|ao vivo|off vocal|extended mix|(?:[12]\d{3} )?(?:digital(?:ly)? )?remaster(?:ed)?(?: [12]\d{3})?(?: version)?)$/i;

/** Kinds that a bare word may name; others need 版 or "version" next to them. */
const bareKinds = new Set([
  'live',
  'remix',
  'instrumental',
  'karaoke',
  'cover',
  'sped_up',
  'slowed',
  'dj',
  'demo',
  'acoustic',
  'acappella',
]);

/** 七里香live版, 七里香伴奏版: joined to the title, marked by 版. */
const joinedVersion =
  /^(.*[\u3040-\u9fff\uac00-\ud7af\w].*?)\s?((?:live|dj|remix|cover|demo|acoustic|现场|現場|演唱会|演唱會|伴奏|纯音乐|純音樂|翻唱|混音|加速|减速|減速|慢速|倍速|不插电|不插電|钢琴|鋼琴|吉他|女声|女聲|男声|男聲|女生|男生|童声|童聲|国语|國語|粤语|粵語|英文|中文|日文|日语|韩文|韓文|抖音|合唱|对唱|對唱|清唱|弹唱|彈唱|电音|電音|烟嗓|戏腔|加长|加長|完整|铃声|鈴聲|摇滚|搖滾|纯享|純享)\s?版本?)$/i;
/** 七里香Live, 夜曲remix. */
const joinedLatin =
  /^(.*[\u3040-\u9fff\uac00-\ud7af])((?:live|remix|dj|cover|demo|inst|instrumental|acoustic|karaoke)(?: ?ver(?:sion|\.)?)?)$/i;

/** A title without its trailing version words, and those words. */
export interface Suffixed {
  readonly base: string;
  readonly suffix: string;
}

function allowed(suffix: string, before: string): boolean {
  if (plainLatin.test(suffix)) return true;
  const qualifier = readQualifier(suffix);
  if (qualifier.says === 'nothing') return hasCjk(suffix) && /版|リマスター|리마스터/.test(suffix);
  if (qualifier.says !== 'version' || qualifier.detail.length > 0) return false;
  const named = /版|ver|バージョン|버전|버젼/i.test(suffix);
  const bare = qualifier.kinds.every((kind) => bareKinds.has(kind));
  return (named || bare) && (hasCjk(suffix) || hasCjk(before.at(-1) ?? ''));
}

/** Cuts unbracketed version words off the end of a title. Undefined if it has none, or nothing else. */
export function splitSuffix(title: string): Suffixed | undefined {
  if (!gate.test(title)) return undefined;
  const joined = /版本?$/.test(title) ? joinedVersion.exec(title) : joinedLatin.exec(title);
  if (joined !== null) return { base: joined[1] as string, suffix: joined[2] as string };
  const chunks = title.split(' ');
  for (let count = Math.min(4, chunks.length - 1); count > 0; count--) {
    const base = chunks.slice(0, -count).join(' ');
    const suffix = chunks.slice(-count).join(' ');
    if (allowed(suffix, base)) return { base, suffix };
  }
  return undefined;
}
