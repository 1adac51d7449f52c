const initials = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ');
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const finals = ' k k ks n nj nh t l lk lm lp ls lt lp lh m p ps t t ng t t k t p h'.split(' ');
const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;

/** A whole syllable: search keys have no other hangul. */
export function isHangul(unit: number): boolean {
  return unit >= firstSyllable && unit <= lastSyllable;
}

/** Hangul in Latin letters, syllable by syllable: sounds that change at their borders (독립, dongnip) are not followed. */
export function hangulLetters(text: string): string {
  let letters = '';
  for (let i = 0; i < text.length; i++) {
    const at = text.charCodeAt(i) - firstSyllable;
    letters += `${initials[Math.floor(at / 588)] ?? ''}${vowels[Math.floor((at % 588) / 28)] ?? ''}${finals[at % 28] ?? ''}`;
  }
  return letters;
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/sh/g, 's'],
  [/ch/g, 'j'],
  [/[ckq]/g, 'g'],
  [/t/g, 'd'],
  [/[pf]/g, 'b'],
  [/l/g, 'r'],
  [/ee/g, 'i'],
  [/ae|oe/g, 'e'],
  [/eo|eu|wo|oo|ou|u/g, 'o'],
  [/(.)\1+/g, '$1'],
];

/** The same form for the common romanisations: Revised, McCune–Reischauer, and as names are written (jung, jeong, chung). */
export function hangulSound(letters: string): string {
  return rules.reduce((sound, [from, to]) => sound.replace(from, to), letters);
}
