import { counted } from '../../language/counted.js';
import { defineMessages } from '../../language/messages.js';

/** What the list of playlists says. */
export const messages = defineMessages({
  about: {
    zh: '各处找到的歌单和榜单。关注的歌单，歌曲会被下载。',
    en: 'Playlists and charts that were found. The songs of those you follow are downloaded.',
  },
  collect: { zh: '查找新歌单', en: 'Look for playlists' },
  collecting: { zh: '正在查找，见任务中心', en: 'Looking; see the jobs' },
  pools: { zh: '歌单来源', en: 'Where playlists come from' },
  playlistsN: { zh: (n: string) => `${n} 个歌单`, en: (n: string) => counted(n, 'playlist') },
  listed: { zh: '列出于', en: 'Listed' },
  followedPool: { zh: '默认关注', en: 'Followed' },
  list: { zh: '歌单', en: 'Playlists' },
  byName: { zh: '按名称开头查找', en: 'Find by the start of the name' },
  anyPlatform: { zh: '任何平台', en: 'Any platform' },
  platform: { zh: '平台', en: 'Platform' },
  anyState: { zh: '任何同步状态', en: 'Any sync state' },
  state: { zh: '同步状态', en: 'Sync state' },
  all: { zh: '全部', en: 'All' },
  followed: { zh: '已关注', en: 'Followed' },
  notFollowed: { zh: '未关注', en: 'Not followed' },
  following: { zh: '按关注', en: 'By following' },
  poolFilter: { zh: (name: string) => `只看：${name}`, en: (name: string) => `Only: ${name}` },
  select: { zh: (name: string) => `选中 ${name}`, en: (name: string) => `Select ${name}` },
  songsN: { zh: (n: string) => `${n} 首`, en: (n: string) => counted(n, 'song') },
  downloadedOf: { zh: (n: string, m: string) => `${n} / ${m} 已下载`, en: (n: string, m: string) => `${n} of ${m} downloaded` },
  downloaded: { zh: '已下载', en: 'Downloaded' },
  neverSynced: { zh: '还没同步过', en: 'Not synced yet' },
  onServer: { zh: '媒体服务器', en: 'On the media server' },
  none: {
    zh: '还没有歌单。先查找各平台有哪些，再选要关注的。',
    en: 'There are no playlists yet. Look for what the platforms have, then follow some.',
  },
  noMatch: { zh: '没有符合筛选的歌单。', en: 'No playlist matches these filters.' },
  selectedN: { zh: (n: string) => `已选 ${n} 个歌单`, en: (n: string) => `${counted(n, 'playlist')} selected` },
  selectMatching: { zh: '选中全部符合的', en: 'Select all matching' },
  tooMany: {
    zh: (n: string) => `只选中了前 ${n} 个：请缩小筛选范围。`,
    en: (n: string) => `Only the first ${n} are selected: narrow the filter.`,
  },
});

/** Words of the dialog that asks before something is done to several playlists. */
export const bulkMessages = defineMessages({
  follow: { zh: '关注', en: 'Follow' },
  unfollow: { zh: '取消关注', en: 'Unfollow' },
  sync: { zh: '同步', en: 'Sync' },
  followTitle: { zh: '关注歌单', en: 'Follow playlists' },
  unfollowTitle: { zh: '取消关注歌单', en: 'Unfollow playlists' },
  syncTitle: { zh: '同步歌单', en: 'Sync playlists' },
  followWhat: {
    zh: (n: string) => `${n} 个歌单的歌曲从下一个任务起会被下载。`,
    en: (n: string) => `From the next job on, the songs of ${counted(n, 'playlist')} are downloaded.`,
  },
  unfollowWhat: {
    zh: (n: string) => `${n} 个歌单的歌曲不再下载。已有的文件保留。`,
    en: (n: string) => `The songs of ${counted(n, 'playlist')} are no longer downloaded. The files that are there stay.`,
  },
  syncWhat: {
    zh: (n: string) => `新建一个任务，重新读取 ${n} 个歌单的歌曲。`,
    en: (n: string) => `A new job reads the songs of ${counted(n, 'playlist')} again.`,
  },
  followN: { zh: (n: string) => `关注 ${n} 个歌单`, en: (n: string) => `Follow ${counted(n, 'playlist')}` },
  unfollowN: { zh: (n: string) => `取消关注 ${n} 个歌单`, en: (n: string) => `Unfollow ${counted(n, 'playlist')}` },
  syncN: { zh: (n: string) => `同步 ${n} 个歌单`, en: (n: string) => `Sync ${counted(n, 'playlist')}` },
  andMore: { zh: (n: string) => `……等 ${n} 个`, en: (n: string) => `… and ${n} more` },
  followDone: { zh: '已关注', en: 'Followed' },
  unfollowDone: { zh: '已取消关注', en: 'No longer followed' },
  syncDone: { zh: '已排入任务', en: 'Queued as a job' },
  filter: { zh: '筛选：', en: 'Filter: ' },
});
