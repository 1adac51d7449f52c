import { defineMessages } from '../../language/messages.js';

/** How good a file is. */
export const qualityWords = defineMessages({
  hires: { zh: '高解析', en: 'Hi-res' },
  lossless: { zh: '无损', en: 'Lossless' },
  high: { zh: '高', en: 'High' },
  standard: { zh: '标准', en: 'Standard' },
  low: { zh: '低', en: 'Low' },
  unknown: { zh: '音质未知', en: 'Quality unknown' },
});

export const messages = defineMessages({
  now: { zh: '现在', en: 'Now' },
  nothingNow: { zh: '现在没有歌曲在处理。', en: 'No song is being worked on.' },
  idle: { zh: '空闲', en: 'Idle' },
  asking: {
    zh: (source: string, at: string, of: string) => `正在问 ${source}（${at}/${of}）`,
    en: (source: string, at: string, of: string) => `Asking ${source} (${at} of ${of})`,
  },
  waiting: { zh: (n: string) => `还有 ${n} 首在等待`, en: (n: string) => `${n} waiting` },
  progressOf: { zh: (name: string) => `${name}的进度`, en: (name: string) => `Progress of ${name}` },

  list: { zh: '歌曲', en: 'Songs' },
  search: { zh: '歌名、歌手或拼音', en: 'Title, singer or pinyin' },
  states: { zh: '状态', en: 'State' },
  platform: { zh: '平台', en: 'Platform' },
  anyPlatform: { zh: '所有平台', en: 'Any platform' },
  inPlaylists: { zh: '全部', en: 'All' },
  select: { zh: (name: string) => `选择《${name}》`, en: (name: string) => `Select “${name}”` },
  linkedFile: { zh: '用相同录音的文件', en: 'File of a linked song' },
  unknownSinger: { zh: '歌手未知', en: 'Singer unknown' },

  none: {
    zh: '还没有歌曲：音乐文件夹和采集到的歌单里的歌曲会出现在这里。',
    en: 'No songs yet. Those of your music folders and of collected playlists appear here.',
  },
  setUp: { zh: '去设置音乐文件夹和来源', en: 'Set up folders and sources' },
  collect: { zh: '去采集歌单', en: 'Collect playlists' },
  noMatch: { zh: '没有符合条件的歌曲。', en: 'No song matches.' },

  selectMatching: { zh: '选择所有符合的', en: 'Select all that match' },
  tooMany: {
    zh: (n: string) => `一次最多 ${n} 首：只选了前面的。`,
    en: (n: string) => `At most ${n} at a time: only the first ones are selected.`,
  },
  selectedSongs: { zh: (n: string) => `已选 ${n} 首`, en: (n: string) => (n === '1' ? '1 song selected' : `${n} songs selected`) },
  download: { zh: '下载', en: 'Download' },
  downloadN: { zh: (n: string) => `下载 ${n} 首`, en: (n: string) => (n === '1' ? 'Download 1 song' : `Download ${n} songs`) },
  downloadTitle: { zh: '下载所选的歌曲？', en: 'Download the selected songs?' },
  downloadText: {
    zh: (n: string) => `会新建一个任务，为 ${n} 首歌曲找来源并下载，然后发布。`,
    en: (n: string) =>
      n === '1'
        ? 'A new job looks for 1 song, downloads it, and publishes.'
        : `A new job looks for ${n} songs, downloads them, and publishes.`,
  },
  filteredBy: { zh: (filter: string) => `筛选：${filter}`, en: (filter: string) => `Filter: ${filter}` },
  haveFiles: {
    zh: (n: string) => `其中 ${n} 首已经有文件，会跳过。`,
    en: (n: string) =>
      n === '1' ? '1 of them has a file already and is left alone.' : `${n} of them have files already and are left alone.`,
  },
  alsoThese: {
    zh: (n: string) => `已有文件的 ${n} 首也重新下载`,
    en: (n: string) => (n === '1' ? 'Download the one that has a file anew, too' : `Download the ${n} that have files anew, too`),
  },
  nothingToDo: { zh: '所选的歌曲都已经有文件。', en: 'All selected songs have files already.' },
  started: { zh: (id: number) => `任务 ${id} 已开始`, en: (id: number) => `Job ${id} has started` },
});
