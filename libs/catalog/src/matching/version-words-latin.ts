import type { VersionWords } from './version-kinds.js';

/** Words and phrases of languages that put spaces between words. The lookup folds them like titles. */
export const latinVersionWords: readonly VersionWords[] = [
  { means: 'positional_live', words: 'live' },
  {
    means: 'live',
    words:
      'en vivo|ao vivo|en directo|en direct|en concert|en public|dal vivo|in concert|concert version|live version|mtv unplugged|концертная|концертная версия|вживую|konzert|livehouse|tiny desk|the first take|first take|canlı performans',
  },
  { means: 'live', weak: true, words: 'concert|концерт|canlı' },
  { means: 'acoustic', words: 'acoustic|unplugged|acustico|acustica|acoustique|akustik|akustisk|акустика|акустическая' },
  { means: 'acoustic', weak: true, words: 'stripped|stripped down' },
  {
    means: 'instrumental',
    words:
      'instrumental|instrumentale|instr|inst|off vocal|offvocal|backing track|minus one|no vocals|without vocals|инструментал|минусовка|bgm version|beat only',
  },
  { means: 'instrumental', weak: true, words: 'минус|mr' },
  { means: 'karaoke', words: 'karaoke|караоке|ktv|in the style of|made famous by|originally performed by|sing along' },
  { means: 'acappella', words: 'a cappella|acapella|acappella|a capella|vocals only|vocal only' },
  {
    means: 'remix',
    words: 'remix|remixed|rmx|remezcla|bootleg|refix|ремикс|dubstep|trance mix|hardstyle|8d audio|bass boosted|chopped and screwed',
  },
  { means: 'remix', weak: true, words: 'rework|reworked|flip|vip|dub|phonk|lofi|lo fi|8d' },
  { means: 'mix', words: 'mix' },
  { means: 'mashup', words: 'mashup|mash up|medley|megamix|попурри' },
  { means: 'dj_name', words: 'dj' },
  { means: 'demo', words: 'demo|rough mix|rough cut|outtake|early take|alternate take|alt take|демо|work in progress' },
  { means: 'demo', weak: true, words: 'demos|rehearsal|sketch|take' },
  { means: 'positional_cover', words: 'cover|covered' },
  { means: 'cover', words: 'кавер|tribute to|in tribute' },
  { means: 'cover', weak: true, words: 'tribute' },
  { means: 'sped_up', words: 'sped up|speed up|spedup|speedup|nightcore|pitched up|ускоренная|ускорено' },
  { means: 'sped_up', weak: true, words: 'fast|faster|high pitch' },
  { means: 'slowed', words: 'slowed|slowed down|slowed reverb|slowed and reverb|daycore|pitched down|замедленная|замедлено' },
  { means: 'slowed', weak: true, words: 'slow|slower|reverb' },
  {
    means: 'edit',
    words:
      'edit|radio edit|radio version|radio mix|radio cut|single version|single ver|single edit|single mix|short version|short edit|short ver|tv size|tv version|tv edit|tv ver|video edit|7 inch|7 version|7 edit|7 mix|ringtone|cut version|movie size|game size|anime size',
  },
  { means: 'extended', words: 'extended mix|extended version|extended edit|12 inch|12 mix|12 version|long version|maxi version' },
  { means: 'extended', weak: true, words: 'extended|maxi|long' },
  { means: 'clean', weak: true, words: 'clean|censored' },
  { means: 'mono', weak: true, words: 'mono' },
  { means: 'rerecorded', words: 're recorded|rerecorded|re recording|rerecording|taylors version|new recording|new version' },
  { means: 'part', words: 'reprise|interlude|prelude|intro|outro|skit|part|parts|pt|vol|volume|act|chapter|continued|epilogue|prologue' },
  { means: 'language', weak: true, as: 'english', words: 'english|eng|en|англииская' },
  { means: 'language', weak: true, as: 'japanese', words: 'japanese|jp|jpn|jap' },
  { means: 'language', weak: true, as: 'korean', words: 'korean|kr|kor' },
  { means: 'language', weak: true, as: 'mandarin', words: 'chinese|mandarin|cn|chn' },
  { means: 'language', weak: true, as: 'cantonese', words: 'cantonese' },
  { means: 'language', weak: true, as: 'spanish', words: 'spanish|español|espanola|espanol|en espanol|castellano' },
  { means: 'language', weak: true, as: 'french', words: 'french|française|francais' },
  { means: 'language', weak: true, as: 'german', words: 'german|deutsche|deutsch' },
  { means: 'language', weak: true, as: 'italian', words: 'italian|italiana|italiano' },
  { means: 'language', weak: true, as: 'portuguese', words: 'portuguese|portugues' },
  { means: 'language', weak: true, as: 'russian', words: 'russian|русская' },
  { means: 'language', weak: true, as: 'thai', words: 'thai' },
  { means: 'language', weak: true, as: 'spanglish', words: 'spanglish' },
  { means: 'voice', weak: true, as: 'female', words: 'female|girl|girls' },
  { means: 'voice', weak: true, as: 'male', words: 'male|boy|boys' },
  { means: 'voice', weak: true, as: 'children', words: 'kids|children|childrens' },
  { means: 'voice', weak: true, as: 'duet', words: 'duet' },
  { means: 'voice', weak: true, as: 'solo', words: 'solo' },
  { means: 'arrangement', weak: true, as: 'piano', words: 'piano' },
  { means: 'arrangement', weak: true, as: 'guitar', words: 'guitar' },
  { means: 'arrangement', weak: true, as: 'orchestra', words: 'orchestral|orchestra|symphonic' },
  { means: 'arrangement', as: 'strings', words: 'string quartet|strings only' },
  { means: 'arrangement', as: 'music box', words: 'music box' },
  { means: 'arrangement', as: '8bit', words: '8 bit|8bit' },
  { means: 'arrangement', as: 'alternate', words: 'alternate version|alternative version|alt version|alternate mix' },
  {
    means: 'remaster',
    words:
      'remaster|remastered|remastering|remasterizado|remasterizada|remasterisé|remasterisée|remastert|rimasterizzato|rimasterizzata|digital remaster|digitally remastered|ремастер|ремастеринг',
  },
  { means: 'version', words: 'version|ver|versión|versão|versione|versie|версия|edition|edición' },
  {
    means: 'neutral',
    words:
      'official|video|audio|music video|official video|official audio|official music video|lyric|lyrics|letra|lyric video|visualizer|visualiser|mv|m v|pv|hd|hq|4k|1080p|720p|hi res|hires|explicit|dirty|bonus|bonus track|deluxe|album version|album ver|album mix|lp version|original mix|original|original version|original ver|full|full length|studio version|main version|standard|single|stereo|ost|soundtrack|original soundtrack|original motion picture soundtrack|theme song|main theme|clip|clip officiel|clip oficial|video oficial|audio oficial|videoclip|клип|текст|премьера|expanded|anniversary|premiere|color coded|eng sub|lossless|flac|mp3|320k|320kbps|24bit|high quality|free download|out now',
  },
  {
    means: 'filler',
    words:
      'the|a|an|at|in|from|on|of|by|for|and|with|de|do|da|la|le|el|to|session|sessions|recording|recorded|performance|track|s|en la|на|из',
  },
];
