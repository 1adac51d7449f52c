import { defineMessages } from '../../language/messages.js';

export const messages = defineMessages({
  about: {
    zh: '下载之后让它扫描音乐库，把歌单镜像过去，再取回播放记录。',
    en: 'After downloads it scans its library, gets your playlists, and tells what was played.',
  },
  reachable: { zh: '已连接', en: 'Connected' },
  unreachable: { zh: '连不上', en: 'Not reachable' },
  notSet: { zh: '设置不全', en: 'Not set up' },
  kind: { zh: '类型', en: 'Kind' },
  version: { zh: '版本', en: 'Version' },
  lastScan: { zh: '上次扫描', en: 'Last scan' },
  never: { zh: '还没有任务让它扫描过', en: 'No job had it scan yet' },
  lastCheck: { zh: '上次检查', en: 'Last check' },
  settings: { zh: '设置', en: 'Settings' },
  check: { zh: '检查', en: 'Test' },
  checking: { zh: '正在检查，最多两分钟…', en: 'Testing; this takes up to two minutes…' },
  checked: { zh: '检查完毕', en: 'Tested' },
  scan: { zh: '扫描音乐库', en: 'Scan its library' },
  scanned: { zh: '扫描已开始', en: 'The scan has begun' },
  run: { zh: '扫描、镜像并发布', en: 'Scan, mirror and publish' },
  ran: { zh: '已排入任务', en: 'Queued as a job' },
  abilities: { zh: '能做什么', en: 'What it can do' },
  notChecked: { zh: '检查一次，就知道它能做什么、不能做什么。', en: 'A test tells what it can do and what it cannot.' },
  can: { zh: '能', en: 'Can' },
  cannot: { zh: '不能', en: 'Cannot' },
  mirrors: { zh: '镜像的歌单', en: 'Mirrored playlists' },
  noMirrors: {
    zh: '还没有歌单被镜像。在歌单页打开“镜像到媒体服务器”。',
    en: 'No playlist is mirrored yet. Turn it on in the page of a playlist.',
  },
  toPlaylists: { zh: '选歌单', en: 'Choose playlists' },
  mirrored: { zh: '保持更新', en: 'Kept up to date' },
  notMirrored: { zh: '不镜像', en: 'Not mirrored' },
  failed: { zh: '上次失败', en: 'Failed last' },
  waiting: { zh: '等待第一次', en: 'Waiting for its first time' },
  noServer: { zh: '等媒体服务器', en: 'Waiting for a server' },
  songsN: { zh: (n: string) => `${n} 首`, en: (n: string) => `${n} songs` },
  lackN: { zh: (n: string) => `缺 ${n} 首`, en: (n: string) => `${n} lacking` },
  none: { zh: '还没有选择媒体服务器', en: 'No media server is chosen' },
  noneWhy: {
    zh: '不是必需的。有了它，下载完成后会自动扫描，歌单会出现在您的播放器里。',
    en: 'You can do without. With one, downloads are scanned at once, and your playlists appear in your players.',
  },
  choose: { zh: '选择媒体服务器', en: 'Choose a media server' },
  kinds: { zh: '可以选择的', en: 'There are' },
  noKeys: { zh: '只需选中它', en: 'Nothing but being chosen' },
});

/** The kinds of media servers, by the word that chooses them. */
export const kindWords = defineMessages({
  plex: { zh: 'Plex 服务器', en: 'Plex Media Server' },
  jellyfin: { zh: 'Jellyfin 服务器', en: 'Jellyfin server' },
  navidrome: { zh: 'Navidrome 及其他 Subsonic 服务器', en: 'Navidrome and other Subsonic servers' },
  soulsync: { zh: '一个文件夹', en: 'A folder' },
});

/** What a check tries, by the words of the service. */
export const abilityWords = defineMessages({
  'connection and account': { zh: '连接与账户', en: 'Connection and account' },
  'list artists': { zh: '列出歌手', en: 'List artists' },
  'list albums': { zh: '列出专辑', en: 'List albums' },
  'albums added last': { zh: '最近加入的专辑', en: 'Albums added last' },
  search: { zh: '搜索', en: 'Search' },
  scan: { zh: '扫描', en: 'Scan' },
  playlists: { zh: '歌单', en: 'Playlists' },
  'history of plays': { zh: '播放记录', en: 'History of plays' },
  'counts of plays': { zh: '播放次数', en: 'Counts of plays' },
  'write genres of artists': { zh: '写入歌手流派', en: 'Write genres of artists' },
  'write pictures of artists': { zh: '写入歌手图片', en: 'Write pictures of artists' },
  'write covers of albums': { zh: '写入专辑封面', en: 'Write covers of albums' },
  'write biographies': { zh: '写入歌手简介', en: 'Write biographies' },
});
