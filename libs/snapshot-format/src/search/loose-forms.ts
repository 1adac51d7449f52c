import { endOfScript, joinedName, joinedWords, type SoundScript, soundOf, soundScriptOf } from '@catalogsync/catalog';

/** A part of a search key in one script whose sound is indexed. */
interface ScriptRun {
  readonly script: SoundScript;
  readonly text: string;
}

const none: readonly never[] = [];

/** The runs of kana, hangul and Cyrillic letters in a search key. */
function scriptRuns(key: string): readonly ScriptRun[] {
  let runs: ScriptRun[] | undefined;
  for (let at = 0; at < key.length; ) {
    const script = soundScriptOf(key.charCodeAt(at));
    const end = script === undefined ? at + 1 : endOfScript(key, at, script);
    if (script !== undefined) {
      runs ??= [];
      runs.push({ script, text: key.slice(at, end) });
    }
    at = end;
  }
  return runs ?? none;
}

/** A sound as the whole of a name. */
export const wholeSound = (script: SoundScript, sound: string): string => `${script} ${sound}`;

/** How a name may be written besides its search key. */
export interface LooseForms {
  /** More words that it has: signs left out or read as letters, and the whole name. */
  readonly words: readonly string[];
  /** The whole name without signs and spaces. */
  readonly joined?: string;
  /** The whole name by its sound. */
  readonly sound?: string;
  readonly runs: readonly ScriptRun[];
}

const plain: LooseForms = { words: none, runs: none };
const oneRun = /^[\u4e00-\u9fff]+$/;

/** The other forms of a name. `key` is its search key. */
export function looseForms(text: string, key: string): LooseForms {
  if (oneRun.test(key)) return plain;
  const joined = joinedName(text, key);
  const runs = scriptRuns(key);
  const words = joinedWords(text);
  if (joined === undefined && words.length + runs.length === 0) return plain;
  return { words: joined === undefined ? words : [...words, joined], joined, sound: soundOfAll(key, runs), runs };
}

/** Undefined unless all of a key is of one script. */
function soundOfAll(key: string, [first]: readonly ScriptRun[]): string | undefined {
  if (first === undefined) return undefined;
  const bare = key.replaceAll(' ', '');
  return endOfScript(bare, 0, first.script) < bare.length ? undefined : wholeSound(first.script, soundOf(first.script, bare));
}
