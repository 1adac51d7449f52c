import { defineMessages } from '../../language/messages.js';

export const dashboardWords = defineMessages({
  lead: { zh: '还没有音乐', en: 'There is no music yet' },
  leadText: {
    zh: '告诉它音乐在哪里、从哪里找，然后开始第一个任务。随时可以停下，之后再接着做。',
    en: 'Say where your music is and where to look for more, then start the first job. You can stop at any point and come back.',
  },
  toSetup: { zh: '开始设置', en: 'Set it up' },
  goOn: { zh: '继续设置', en: 'Go on with set-up' },
  setupGuide: { zh: '设置向导', en: 'Set-up guide' },
  since: { zh: (at: string) => `${at}起`, en: (at: string) => `since ${at}` },
  others: { zh: '还有', en: 'Also' },
  resume: { zh: '继续', en: 'Resume' },
  resumed: { zh: '已继续', en: 'Resumed' },
  testSource: { zh: '测试来源', en: 'Test the source' },
  okText: {
    zh: '服务都在运行，没有什么等您处理。',
    en: 'All services are running and nothing waits for you.',
  },

  cells: { zh: '概况', en: 'In short' },
  healthy: { zh: '健康', en: 'Healthy' },
  sourcesUp: { zh: '来源可用', en: 'sources answer' },
  noSources: { zh: '没有设置来源', en: 'no source set up' },
  free: { zh: (size: string) => `磁盘剩 ${size}`, en: (size: string) => `${size} free` },
  doing: { zh: '在做', en: 'Doing' },
  jobsRunning: {
    zh: (_n: number) => '个任务在运行',
    en: (n: number) => (n === 1 ? 'job running' : 'jobs running'),
  },
  speed: { zh: (speed: string) => `下载 ${speed}`, en: (speed: string) => `downloading ${speed}` },
  idle: { zh: '现在没有下载', en: 'no download now' },
  needsMe: { zh: '等我处理', en: 'Needs me' },
  things: { zh: (_n: number) => '件', en: (n: number) => (n === 1 ? 'thing' : 'things') },

  hour: { zh: '最近一小时', en: 'The last hour' },
  songs: { zh: '歌曲', en: 'Songs' },
  failures: { zh: '失败', en: 'Failures' },
  data: { zh: '数据', en: 'Data' },
  hourText: {
    zh: (songs: string, failures: string, bytes: string) => `最近一小时下载了 ${songs} 首歌曲，${bytes}，失败 ${failures} 项。`,
    en: (songs: string, failures: string, bytes: string) =>
      `In the last hour ${songs} songs were downloaded, ${bytes}, and ${failures} items failed.`,
  },
  peak: {
    zh: (at: string, n: string) => `最忙是 ${at}，一分钟 ${n} 首。`,
    en: (at: string, n: string) => `The busiest minute was ${at} with ${n} songs.`,
  },
  quietHour: { zh: '最近一小时没有下载，也没有失败。', en: 'Nothing was downloaded in the last hour, and nothing failed.' },
  startJob: { zh: '新建任务', en: 'Start a job' },

  jobs: { zh: '任务', en: 'Jobs' },
  allJobs: { zh: '全部任务', en: 'All jobs' },
  pauseAll: { zh: '全部暂停', en: 'Pause all' },
  resumeAll: { zh: '全部继续', en: 'Resume all' },
  noJobs: { zh: '现在没有任务在进行。', en: 'No job is under way.' },
  latest: { zh: '最近结束', en: 'Ended lately' },

  workers: { zh: '正在处理', en: 'At work now' },
  toSongs: { zh: '歌曲处理', en: 'All songs' },
  noWorkers: { zh: '现在没有正在处理的歌曲。', en: 'Nothing is being worked on.' },
  phase: { zh: (done: string, total: string) => `${done} / ${total}`, en: (done: string, total: string) => `${done} of ${total}` },

  sources: { zh: '来源', en: 'Sources' },
  allSources: { zh: '全部来源', en: 'All sources' },
  noSourceText: { zh: '还没有设置来源，所以没有地方可以找歌。', en: 'No source is set up yet, so there is nowhere to look for songs.' },
  test: { zh: '测试', en: 'Test' },
  calls: { zh: (n: string) => `每分钟 ${n} 次`, en: (n: string) => `${n} a minute` },
  foundShare: { zh: (share: string) => `找到 ${share}`, en: (share: string) => `${share} found` },

  disks: { zh: '磁盘', en: 'Disks' },
  noDisks: { zh: '还不知道磁盘的情况。', en: 'Nothing is known of the disks yet.' },
  freeOf: {
    zh: (free: string, total: string) => `剩 ${free}，共 ${total}`,
    en: (free: string, total: string) => `${free} free of ${total}`,
  },
  full: { zh: '已满', en: 'Full' },
  keepFree: { zh: (size: string) => `低于 ${size} 时暂停下载`, en: (size: string) => `Downloads pause below ${size}` },
  used: { zh: '已用空间', en: 'Used space' },
  library: { zh: '音乐库', en: 'library' },
  database: { zh: '数据库', en: 'database' },
  staging: { zh: '下载暂存', en: 'downloads under way' },
  publication: { zh: '发布', en: 'publication' },
  covers: { zh: '封面', en: 'covers' },

  snapshot: { zh: '快照', en: 'Snapshot' },
  published: { zh: '发布于', en: 'Published' },
  tracks: { zh: '歌曲', en: 'Songs' },
  allSnapshots: { zh: '全部快照', en: 'All snapshots' },
  noSnapshot: {
    zh: '还没有发布过快照，别的服务器还看不到目录。',
    en: 'Nothing is published yet, so other servers see no catalogue.',
  },
  toSnapshots: { zh: '去发布', en: 'Publish' },

  catalogue: { zh: '目录', en: 'Catalogue' },
  playlists: { zh: '歌单', en: 'Playlists' },
  artists: { zh: '歌手', en: 'Artists' },
  files: { zh: '文件', en: 'Files' },
  downloaded: { zh: '已下载', en: 'Downloaded' },
  missing: { zh: '还缺', en: 'Missing' },
});
