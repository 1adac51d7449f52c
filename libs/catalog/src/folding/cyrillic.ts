/** Letters as foldText leaves them (ё is е, й is и); the first spelling is that of English-language catalogues. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  ...{
    а: ['a'],
    б: ['b'],
    в: ['v'],
    г: ['g'],
    ґ: ['g'],
    д: ['d'],
    е: ['e', 'ye'],
    є: ['ye', 'ie'],
    ж: ['zh', 'j'],
    з: ['z'],
    и: ['i', 'y'],
  },
  ...{
    і: ['i'],
    ї: ['i', 'yi'],
    к: ['k'],
    л: ['l'],
    м: ['m'],
    н: ['n'],
    о: ['o'],
    п: ['p'],
    р: ['r'],
    с: ['s'],
    т: ['t'],
    у: ['u'],
    ф: ['f'],
  },
  ...{ х: ['kh', 'h'], ц: ['ts', 'c'], ч: ['ch', 'tch'], ш: ['sh'], щ: ['shch', 'sch'], ъ: [''], ы: ['y', 'i'], ь: [''], э: ['e'] },
  ...{ ю: ['yu', 'iu', 'ju'], я: ['ya', 'ia', 'ja'], ј: ['j'], љ: ['lj'], њ: ['nj'], ђ: ['dj'], ћ: ['c'], џ: ['dz'] },
};
/** Of one word: more are hardly ever in use. */
const MOST_SPELLINGS = 24;

export function isCyrillic(unit: number): boolean {
  return unit >= 0x400 && unit <= 0x52f;
}

/** A folded Cyrillic word in Latin letters; other characters stay. */
export function cyrillicLetters(word: string): string {
  let letters = '';
  for (const letter of word) letters += spellings[letter]?.[0] ?? letter;
  return letters;
}

/** Common spellings of a folded Cyrillic word in Latin letters, the commonest first. Each letter is always spelt the same way. */
export function cyrillicSpellings(word: string): readonly string[] {
  let found = [word.replace(/ии$/, 'и')];
  for (const letter of new Set(word)) {
    const ways = spellings[letter] ?? [letter];
    found = ways.flatMap((way) => found.map((text) => text.replaceAll(letter, way))).slice(0, MOST_SPELLINGS);
  }
  const all = found.flatMap((text) => (text.includes('ks') ? [text, text.replaceAll('ks', 'x')] : [text]));
  return [...new Set(word.endsWith('ии') ? all.flatMap((text) => [text, `${text.slice(0, -1)}iy`]) : all)];
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, 'sh'],
  [/tch/g, 'ch'],
  [/kh/g, 'h'],
  [/zh/g, 'j'],
  [/tz/g, 'ts'],
  [/x/g, 'ks'],
  [/ph/g, 'f'],
  [/c(?!h)|q/g, 'k'],
  [/w/g, 'v'],
  [/y/g, 'i'],
  [/ie/g, 'e'],
  [/ou/g, 'u'],
  [/(.)\1+/g, '$1'],
];

function soundOf(letters: string): string {
  return rules.reduce((sound, [from, to]) => sound.replace(from, to), letters);
}

/** The same form for every common transliteration; of a word typed in Latin letters also what it is if yo is ё and j is й. */
export function cyrillicSounds(letters: string): readonly string[] {
  return [...new Set([soundOf(letters), soundOf(letters.replace(/[yji]o/g, 'e')), soundOf(letters.replaceAll('j', 'y'))])];
}
