import { foldText, pinyinReadings } from '@catalogsync/catalog';

/** Readings of family names that are not the first one of their character. */
const familyNames: Readonly<Record<string, string>> = {
  ...{ 曾: 'zeng', 单: 'shan', 解: 'xie', 仇: 'qiu', 查: 'zha', 区: 'ou', 朴: 'piao', 翟: 'zhai', 覃: 'qin', 沈: 'shen', 石: 'shi' },
  ...{ 叶: 'ye', 乐: 'yue', 盖: 'gai', 纪: 'ji', 任: 'ren', 华: 'hua', 万: 'wan', 车: 'che', 贾: 'jia', 柏: 'bai', 长: 'zhang', 尹: 'yin' },
};

const han = /^\p{Script=Han}+$/u;

/** Han by Mandarin syllables, as lists of names in Latin letters and in Han are sorted together; undefined if one is unknown. */
function pinyinOf(name: string): string | undefined {
  const characters = [...foldText(name)];
  const syllables = characters.map((character, at) => {
    const [first] = pinyinReadings(character.codePointAt(0) ?? 0);
    return (at === 0 ? familyNames[character] : undefined) ?? first;
  });
  return syllables.includes(undefined) ? undefined : syllables.join(' ');
}

/** By what an artist is sorted: `Beatles, The`; a name in Han alone by its syllables, `zhou jie lun`. Other names stay as they are. */
export function sortName(name: string): string {
  const article = /^(The) (?=\S)(.+)$/i.exec(name);
  if (article !== null) return `${article[2]}, ${article[1]}`;
  const bare = name.replace(/\s+/g, '');
  return (han.test(bare) ? pinyinOf(bare) : undefined) ?? name;
}
