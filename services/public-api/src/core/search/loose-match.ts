import { eachSound } from '@catalogsync/catalog';
import { hasPieces, type LooseForms, looseForms, mayBePieces, nameKey, ownerNames } from '@catalogsync/snapshot-format';
import type { LooseTerm, TermSound } from './loose-term.js';
import type { IndexedEntry } from './search-index.js';
import { has } from './search-tier.js';

/** Units of a run that are compared with a sound: more than the longest query has. */
const LONGEST_RUN = 100;

/** A name with its other forms. */
interface LooseName {
  readonly key: string;
  readonly forms: LooseForms;
}

/** The names of an entry, for the tiers that compare more than its search keys. */
export interface LooseEntry {
  readonly name: LooseName;
  readonly all: readonly LooseName[];
}

const looseName = (text: string): LooseName => {
  const key = nameKey(text);
  return { key, forms: looseForms(text, key) };
};

export function looseEntry({ name, owners, album }: IndexedEntry): LooseEntry {
  const own = looseName(name);
  const others = [...ownerNames(owners), ...(album === null ? [] : [album])].map(looseName);
  return { name: own, all: [own, ...others] };
}

function sounds({ script, sound }: TermSound, { runs }: LooseForms): boolean {
  if (sound.length < 2) return false;
  let found = false;
  for (const run of runs) {
    if (run.script !== script || found) continue;
    eachSound(script, run.text, LONGEST_RUN, (heard) => {
      found ||= heard.startsWith(sound);
    });
  }
  return found;
}

const startsWord = (key: string, word: string): boolean => key.startsWith(word) || key.includes(` ${word}`);

/** Whether a name has a term in any form. */
export function hasLoosely(term: LooseTerm, { key, forms }: LooseName): boolean {
  if (has(term, key)) return true;
  if (!term.cjk && forms.words.some((word) => word.startsWith(term.text))) return true;
  if (term.sounds.some((sound) => sounds(sound, forms))) return true;
  return term.spellings.some((spelling) => spelling !== '' && startsWord(key, spelling));
}

/** Whether an entry has a term anywhere: in one of its names, or as several words without spaces between them. */
export function hasAnywhere(term: LooseTerm, { all }: LooseEntry): boolean {
  if (all.some((name) => hasLoosely(term, name))) return true;
  return mayBePieces(term.text) && hasPieces(term.text, (piece) => all.some(({ key }) => key.includes(piece)));
}
