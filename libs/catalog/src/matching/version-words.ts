import { searchKey } from '../folding/search-key.js';

/**
 * What sets one recording of a song apart from another. A remaster is none of them: it is the same
 * recording. `arrangement` stands for any other named version ("Rock Version", 深情版).
 */
export const versionKinds = [
  'acappella',
  'acoustic',
  'arrangement',
  'clean',
  'cover',
  'demo',
  'dj',
  'edit',
  'extended',
  'instrumental',
  'karaoke',
  'language',
  'live',
  'mashup',
  'mono',
  'remix',
  'rerecorded',
  'slowed',
  'sped_up',
  'voice',
] as const;

export type VersionKind = (typeof versionKinds)[number];

/**
 * What a word says inside a qualifier: a kind; a kind only where `position` allows (`live`, `cover`: also
 * words of titles); `neutral`: says nothing about the recording; `filler`: says nothing at all;
 * `part`: which part of a work; `version`: makes a named version of the words beside it.
 */
export type Meaning =
  | VersionKind
  | 'neutral'
  | 'remaster'
  | 'part'
  | 'filler'
  | 'version'
  | 'mix'
  | 'positional_live'
  | 'positional_cover'
  | 'dj_name';

/** Words and phrases; the table holds them folded, as the titles are that they are looked up for. */
const phrases: readonly (readonly [Meaning, string])[] = [
  ['positional_live', 'live'],
  [
    'live',
    'en vivo|ao vivo|en directo|en direct|en concert|en public|dal vivo|in concert|concert version|live version|mtv unplugged|концерт|концертная|вживую|konzert|canli|concert|livehouse|tiny desk',
  ],
  ['acoustic', 'acoustic|unplugged|acustico|acustica|acoustique|akustik|akustisk|акустика|акустическая|stripped|strings only'],
  [
    'instrumental',
    'instrumental|instrumentale|instr|inst|off vocal|backing track|minus one|no vocals|without vocals|инструментал|минус|минусовка|mr|bgm version|beat only|offvocal',
  ],
  ['karaoke', 'karaoke|караоке|ktv|karaoke version|in the style of|made famous by|originally performed by|sing along'],
  ['acappella', 'a cappella|acapella|acappella|a capella|vocals only|vocal only'],
  [
    'remix',
    'remix|remixed|rmx|remezcla|bootleg|rework|reworked|flip|vip|dub|ремикс|phonk|dubstep|trance mix|hardstyle|lofi|lo fi|8d|8d audio|bass boosted|chopped and screwed|refix',
  ],
  ['mix', 'mix'],
  ['mashup', 'mashup|mash up|medley|megamix|попурри'],
  ['dj_name', 'dj'],
  ['demo', 'demo|demos|rough mix|rough cut|outtake|early take|alternate take|alt take|демо|work in progress|rehearsal'],
  ['positional_cover', 'cover|covered'],
  ['cover', 'кавер|tribute|tribute to|in tribute'],
  ['sped_up', 'sped up|speed up|spedup|speedup|nightcore|fast version|faster|pitched up|high pitch|ускоренная|ускорено|up tempo'],
  ['slowed', 'slowed|slowed down|slow version|slowed reverb|slowed and reverb|daycore|pitched down|замедленная|замедлено|reverb'],
  [
    'edit',
    'edit|radio edit|radio version|radio mix|radio cut|single version|single edit|single mix|short version|short edit|short ver|tv size|tv version|tv edit|tv ver|video edit|7 inch|7|video version|ringtone|cut version|movie size|game size|game ver|anime size',
  ],
  ['extended', 'extended|extended mix|extended version|extended edit|12 inch|12 mix|long version|maxi|maxi version'],
  ['clean', 'clean|clean version|censored'],
  ['mono', 'mono|mono mix|mono version'],
  ['rerecorded', 're recorded|rerecorded|re recording|rerecording|taylors version|new recording|new version|re recorded version'],
  ['part', 'reprise|interlude|prelude|intro|outro|skit|part|pt|vol|volume|act|chapter|continued|epilogue|prologue'],
  [
    'language',
    'english|japanese|korean|chinese|mandarin|cantonese|spanish|spanglish|french|german|italian|portuguese|russian|thai|jp|jpn|kr|kor|eng|en ver|cn|chn',
  ],
  ['voice', 'female version|male version|female ver|male ver|duet|duet version|solo version|kids version|girl version|boy version'],
  [
    'arrangement',
    'piano|guitar|orchestral|orchestra|symphonic|string quartet|music box|8 bit|8bit|a tribute|campfire version|rock version|jazz version|ballad version|alternate version|alternative version|alt version',
  ],
  [
    'remaster',
    'remaster|remastered|remasterizado|remasterizada|remasterise|remasterisee|remastert|rimasterizzato|rimasterizzata|digital remaster|digitally remastered|ремастер|remastering',
  ],
  ['version', 'version|ver|versao|versione|versie|версия|edition'],
  [
    'neutral',
    'official|video|audio|music video|official video|official audio|official music video|lyric|lyrics|lyric video|visualizer|visualiser|mv|m v|pv|hd|hq|4k|1080p|720p|hi res|hires|explicit|dirty|bonus|bonus track|deluxe|deluxe edition|album version|lp version|original mix|original|original version|full version|full ver|full|studio version|main version|standard version|single|stereo|stereo mix|stereo version|ost|soundtrack|original soundtrack|original motion picture soundtrack|theme song|main theme|clip officiel|video oficial|audio oficial|videoclip|official lyric video|expanded|anniversary|anniversary edition|premiere|official hd video|color coded|sub|eng sub|lossless|flac|mp3|320k|320kbps|24bit|high quality',
  ],
  [
    'filler',
    'the|a|an|at|in|from|on|of|by|for|and|with|de|do|da|la|le|el|en|to|session|sessions|recording|recorded|performance|track|s|take',
  ],
];

/** The same for runs of Chinese, Japanese and Korean: found anywhere in the run, the longest first. */
const cjkPhrases: readonly (readonly [Meaning, string])[] = [
  ['live', '现场版|现场录音|现场|演唱会版|演唱会|音乐会|音乐节|ライブ|ライヴ|生放送|コンサート|라이브|콘서트|실황|实况|音乐现场'],
  ['acoustic', '不插电|アコースティック|어쿠스틱|弹唱|弾き语り|弹き语り|木吉他|原声吉他|原声版'],
  [
    'instrumental',
    '伴奏版|伴奏|纯音乐|纯伴奏|无人声|インストゥルメンタル|インストルメンタル|インスト|オフボーカル|반주|인스트루멘탈|인스트루멘털|인스트|演奏曲|消音',
  ],
  ['karaoke', 'カラオケ|卡拉|노래방|加拉|가라오케'],
  ['acappella', '清唱|无伴奏合唱|アカペラ|아카펠라|干声'],
  ['remix', '混音版|混音|リミックス|리믹스|电音版|电音|蹦迪版|车载版|舞曲版|环绕版|环绕'],
  ['mashup', '串烧|メドレー|메들리|联唱'],
  ['demo', '小样|试唱|デモ|데모|样带'],
  ['cover', '翻唱版|翻唱|翻自|原唱|カバー|カヴァー|歌ってみた|커버|翻弹'],
  ['sped_up', '加速版|加速|倍速|快速版|快版|升调|倍速版|배속|스페드업|스피드업|高速'],
  ['slowed', '减速版|减速|慢速版|慢速|慢版|降调|降速|スロー|슬로우'],
  ['edit', '剪辑版|剪辑|铃声版|铃声|片段|抖音版|抖音|副歌|高潮版|高潮|サイズ|短版|电台版|ショート|试听|截取'],
  ['extended', '加长版|加长|ロング|延长版|循环版'],
  ['rerecorded', '重录版|重录|重唱版|重唱|新版|新录|再録|재녹음|重新演绎|重新录制'],
  ['part', '前奏|间奏|尾声|序曲|序章|续集'],
  [
    'language',
    '国语|国版|粤语|粤版|普通话|广东话|闽南语|台语|客家话|英文|英语|中文|日文|日语|日版|韩文|韩语|韩版|英版|四川话|方言|日本语|한국어|영어|일본어|중국어|泰语|法语|俄语|西班牙语',
  ],
  ['voice', '女声|男声|童声|女版|男版|女生|男生|童版|独唱|对唱|合唱|萝莉|大叔|正太|小孩|烟嗓'],
  [
    'arrangement',
    '钢琴|吉他|ピアノ|피아노|オルゴール|八音盒|交响|管弦乐|オーケストラ|오케스트라|二胡|古筝|笛子|葫芦丝|萨克斯|摇滚|古风|戏腔|小提琴',
  ],
  ['remaster', '重制版|重制|复刻版|复刻|リマスター|리마스터|修复版|修复|数字修复|母带'],
  ['version', '版本|バージョン|ヴァージョン|버전|버젼|版|ver'],
  [
    'neutral',
    '完整版|原版|正式版|专辑版|录音室版|录音棚版|高清版|高清|无损版|无损|官方|歌词版|歌词|字幕|原声带|主题曲|主题歌|片头曲|片尾曲|插曲|推广曲|宣传曲|印象曲|同名|电影|电视剧|动画|网剧|综艺|游戏|主打|フル|オープニング|エンディング|挿入歌|插入歌|テーマ|뮤직비디오|가사|공식|完整|单曲|先行',
  ],
  ['filler', '的|之|の|在|在线|年|月|日|自'],
];

export interface Phrase {
  readonly meaning: Meaning;
  readonly rest: readonly string[];
}

function readPhrases(): ReadonlyMap<string, readonly Phrase[]> {
  const read = new Map<string, Phrase[]>();
  for (const [meaning, list] of phrases) {
    for (const phrase of list.split('|')) {
      const [first = '', ...rest] = searchKey(phrase).split(' ');
      const beside = read.get(first) ?? [];
      beside.push({ meaning, rest });
      read.set(first, beside);
    }
  }
  for (const beside of read.values()) beside.sort((a, b) => b.rest.length - a.rest.length);
  return read;
}

let wordTable: ReadonlyMap<string, readonly Phrase[]> | undefined;
let runTable: { readonly pattern: RegExp; readonly meanings: ReadonlyMap<string, Meaning> } | undefined;

/** The phrases that begin with a word, the longest first. */
export function phrasesOf(word: string): readonly Phrase[] | undefined {
  // Read on first use: only matching needs the table.
  wordTable ??= readPhrases();
  return wordTable.get(word);
}

/** The known words inside a run of Chinese, Japanese or Korean, in order, and what is left of the run. */
export function wordsInRun(run: string): { readonly meanings: readonly Meaning[]; readonly rest: string } {
  if (runTable === undefined) {
    const meanings = new Map(cjkPhrases.flatMap(([meaning, list]) => list.split('|').map((word) => [searchKey(word), meaning] as const)));
    const longestFirst = [...meanings.keys()].sort((a, b) => b.length - a.length);
    runTable = { pattern: new RegExp(longestFirst.join('|'), 'g'), meanings };
  }
  const { pattern, meanings: known } = runTable;
  const meanings: Meaning[] = [];
  const rest = run.replace(pattern, (word) => {
    meanings.push(known.get(word) ?? 'filler');
    return '';
  });
  return { meanings, rest };
}
