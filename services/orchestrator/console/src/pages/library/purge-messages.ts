import { defineMessages } from '../../language/messages.js';

export const purgeMessages = defineMessages({
  title: { zh: '不再有文件的记录', en: 'Left over from files that are gone' },
  about: {
    zh: '文件消失后，目录里会留下一些记录。先看看有什么，再决定是否清理；文件本身从不改动。',
    en: 'When files go, some entries stay in the catalogue. Look first, then decide; no file is ever touched.',
  },
  look: { zh: '看看有什么', en: 'Look what there is' },
  lookAgain: { zh: '再看一次', en: 'Look again' },
  nothing: { zh: '没有要清理的。', en: 'There is nothing to clean up.' },
  found: { zh: (n: string) => `共 ${n} 条，例如：`, en: (n: string) => `${n} in all, for example:` },
  songs: { zh: '歌曲', en: 'Songs' },
  'file places': { zh: '文件位置', en: 'Places of files' },
  artists: { zh: '歌手', en: 'Artists' },
  albums: { zh: '专辑', en: 'Albums' },
  lyrics: { zh: '歌词', en: 'Lyrics' },
  'files in the index': { zh: '索引里的文件', en: 'Files in the index' },
  what: { zh: '种类', en: 'Kind' },
  count: { zh: '数量', en: 'Count' },
  examples: { zh: '例如', en: 'For example' },
  purge: { zh: (n: string) => `清理 ${n} 条`, en: (n: string) => `Remove ${n}` },
  purgeTitle: { zh: (n: string) => `清理 ${n} 条记录？`, en: (n: string) => `Remove ${n} entries?` },
  purgeText: {
    zh: '只删除目录里的记录，不碰文件，不能撤销。还被歌单用着的、有人做过决定的，以及文件可能回来的歌都会留下。',
    en: 'Only entries of the catalogue go, no file, and it cannot be undone. Songs of playlists, songs somebody decided about and songs whose file may return stay.',
  },
  purged: { zh: (n: string) => `已清理 ${n} 条`, en: (n: string) => `${n} removed` },
});
