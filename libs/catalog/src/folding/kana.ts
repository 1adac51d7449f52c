const hiragana =
  'あ a い i う u え e お o か ka き ki く ku け ke こ ko が ga ぎ gi ぐ gu げ ge ご go さ sa し shi す su せ se そ so ざ za じ ji ず zu ぜ ze ぞ zo ' +
  'た ta ち chi つ tsu て te と to だ da ぢ ji づ zu で de ど do な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ば ba び bi ぶ bu べ be ぼ bo ' +
  'ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa ゐ i ゑ e を o ん n ゔ vu ' +
  'ぁ a ぃ i ぅ u ぇ e ぉ o ゃ ya ゅ yu ょ yo ゎ wa ゕ ka ゖ ke';
const small = 'ぁぃぅぇぉゃゅょゎ';
const firstKatakana = 0x30a1;
const lastKatakana = 0x30f6;
const katakanaOffset = 0x60;

let table: ReadonlyMap<string, string> | undefined;

function readTable(): ReadonlyMap<string, string> {
  const words = hiragana.split(' ');
  return new Map(words.flatMap((kana, i) => (i % 2 === 0 ? [[kana, words[i + 1] ?? ''] as const] : [])));
}

/** Hiragana, katakana and the mark of a long vowel. */
export function isKana(unit: number): boolean {
  return (unit >= 0x3041 && unit <= 0x3096) || (unit >= firstKatakana && unit <= lastKatakana) || unit === 0x30fc;
}

/** A small letter, which belongs to the one before. */
export function continuesKana(unit: number): boolean {
  return unit === 0x30fc || small.includes(hiraganaOf(unit));
}

function hiraganaOf(unit: number): string {
  return String.fromCharCode(unit >= firstKatakana && unit <= lastKatakana ? unit - katakanaOffset : unit);
}

/** きゃ is kya, しゃ is sha, ふぁ is fa, うぃ is wi. */
function contracted(before: string, sound: string): string {
  const head = before.slice(0, -1);
  if (head === '') return before === 'u' ? `w${sound}` : before + sound;
  return /(?:sh|ch|j)$/.test(head) ? head + sound.replace('y', '') : head + sound;
}

/** Kana in Hepburn letters, long vowels as they are written (とうきょう is toukyou); other characters are left out. */
export function kanaLetters(text: string): string {
  table ??= readTable();
  let letters = '';
  let last = '';
  let doubles = false;
  for (let i = 0; i < text.length; i++) {
    const kana = hiraganaOf(text.charCodeAt(i));
    const sound = table.get(kana) ?? '';
    if (kana === 'っ') doubles = true;
    else if (small.includes(kana) && last !== '') {
      letters = letters.slice(0, letters.length - last.length);
      last = contracted(last, sound);
      letters += last;
    } else if (sound !== '') {
      last = doubles && !/^[aiueon]/.test(sound) ? sound.charAt(0) + sound : sound;
      letters += last;
      doubles = false;
    }
  }
  return letters;
}

const romajiRules: readonly (readonly [RegExp, string])[] = [
  [/[tc]ch/g, 'ch'],
  [/sy(?=[aueo])/g, 'sh'],
  [/si/g, 'shi'],
  [/[tc]y(?=[aueo])/g, 'ch'],
  [/ti/g, 'chi'],
  [/tu/g, 'tsu'],
  [/[zjd]y(?=[aueo])/g, 'j'],
  [/[zd]i/g, 'ji'],
  [/dz?u/g, 'zu'],
  [/(?<![sc])hu/g, 'fu'],
  [/c(?!h)|q/g, 'k'],
  [/l/g, 'r'],
  [/v/g, 'b'],
  [/m(?=[bmp])/g, 'n'],
  [/wo/g, 'o'],
  [/oh(?=[^aiueoy]|$)|ou/g, 'o'],
  [/(.)\1+/g, '$1'],
];

/** The same form for every common way to write Japanese in Latin letters: Hepburn or Kunrei, long vowels or short. */
export function romajiSound(letters: string): string {
  return romajiRules.reduce((sound, [from, to]) => sound.replace(from, to), letters);
}
