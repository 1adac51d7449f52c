import { defineMessages } from '../../language/messages.js';

export const messages = defineMessages({
  about: { zh: '音乐在哪些文件夹里，它们怎么样了。', en: 'The folders with your music, and how they are.' },
  views: { zh: '内容', en: 'Content' },
  folders: { zh: '文件夹', en: 'Folders' },
  faults: { zh: '损坏的文件', en: 'Broken files' },
  duplicates: { zh: '重复的文件', en: 'Duplicates' },
  upkeep: { zh: '清理', en: 'Clean-up' },

  none: {
    zh: '还没有音乐文件夹。在配置里加一个，这里就会显示它，并把里面的歌放进目录。',
    en: 'There is no library folder yet. Add one in the settings: its songs come into the catalogue.',
  },
  toConfig: { zh: '打开配置', en: 'Open settings' },
  scanAll: { zh: '全部扫描', en: 'Scan all' },
  scan: { zh: '扫描', en: 'Scan' },
  scanOf: { zh: (path: string) => `扫描 ${path}`, en: (path: string) => `Scan ${path}` },
  scanStarted: { zh: '扫描已排队', en: 'The scan is queued' },
  events: { zh: '实时监视', en: 'Watched' },
  polling: { zh: '定时查看', en: 'Looked at from time to time' },
  off: { zh: '没有监视', en: 'Not watched' },
  watchedFolders: {
    zh: (n: string) => `${n} 个文件夹`,
    en: (n: string) => (n === '1' ? '1 folder' : `${n} folders`),
  },
  isLibraryDir: { zh: '下载存到这里', en: 'Downloads go here' },
  notScanned: { zh: '还没扫描过', en: 'Not scanned yet' },
  noMusic: { zh: '里面没有找到音乐', en: 'No music found in it' },

  lastScan: { zh: '最近一次扫描', en: 'Last scan' },
  neverScanned: { zh: '还没有扫描过。', en: 'The library was never scanned.' },
  files: { zh: '音频文件', en: 'Audio files' },
  added: { zh: '新增', en: 'Added' },
  changed: { zh: '改动', en: 'Changed' },
  moved: { zh: '移动', en: 'Moved' },
  removed: { zh: '消失', en: 'Gone' },
  toJob: { zh: '查看任务', en: 'Show the job' },

  volumes: { zh: '磁盘', en: 'Disks' },
  freeOf: {
    zh: (free: string, total: string) => `剩 ${free}，共 ${total}`,
    en: (free: string, total: string) => `${free} free of ${total}`,
  },
  keepFree: { zh: (size: string) => `低于 ${size} 时暂停下载`, en: (size: string) => `downloads pause below ${size}` },
  full: { zh: '已满', en: 'Full' },
  used: { zh: (share: string) => `已用 ${share}`, en: (share: string) => `${share} used` },
  library: { zh: '音乐', en: 'music' },
  database: { zh: '数据库', en: 'databases' },
  staging: { zh: '下载中转', en: 'unfinished downloads' },
  publication: { zh: '发布', en: 'publication' },
  covers: { zh: '封面', en: 'covers' },

  storage: { zh: '存储', en: 'Storage' },
  storageAbout: { zh: '目录里的文件放在这些地方。', en: 'The places where the files of the catalogue lie.' },
  noStorage: {
    zh: '扫描一个文件夹，或在配置里设置对象存储后，这里会有内容。',
    en: 'Filled by the first scan, or by a bucket in the settings.',
  },
  local: { zh: '本机文件夹', en: 'Folder' },
  object_storage: { zh: '对象存储', en: 'Object storage' },
  isPublic: { zh: '公开', en: 'Public' },
});
