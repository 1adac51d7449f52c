import { defineMessages } from '../../language/messages.js';

export const setupWords = defineMessages({
  about: {
    zh: '五步就能用起来。哪一步都可以先跳过，随时离开，之后再回来。',
    en: 'Five steps to a running catalogue. Skip any of them, leave at any point, come back when you like.',
  },
  toDashboard: { zh: '回到总览', en: 'To the overview' },
  progress: {
    zh: (done: string, all: string) => `${all} 步中完成了 ${done} 步`,
    en: (done: string, all: string) => `${done} of ${all} steps done`,
  },
  ready: { zh: '都好了，可以用了。', en: 'All set.' },
  enough: { zh: '必要的都好了；其余的想要时再设置。', en: 'Everything essential is there; the rest can wait until you want it.' },
  done: { zh: '完成', en: 'Done' },
  notYet: { zh: '未完成', en: 'Not yet' },
  skipped: { zh: '已跳过', en: 'Skipped' },
  underWay: { zh: '进行中', en: 'Under way' },
  skip: { zh: '先跳过', en: 'Skip for now' },
  unskip: { zh: '不跳过', en: 'Take it up again' },

  folder: { zh: '音乐文件夹', en: 'Your music folder' },
  folderWhy: {
    zh: '已经有的音乐就地登记，从不改动。没有也行：下载的歌曲会放进下载文件夹。',
    en: 'Music that you have is catalogued where it is and never changed. Having none is fine: downloads get a folder of their own.',
  },
  folderNow: { zh: '正在登记的文件夹', en: 'Catalogued folders' },
  noFolder: { zh: '还没有。把路径填进设置，多个用冒号分开：', en: 'None yet. Put their paths into the settings, separated by colons:' },
  downloadsTo: { zh: '下载放在', en: 'Downloads go to' },
  setFolder: { zh: '设置文件夹', en: 'Set the folder' },
  toLibrary: { zh: '打开音乐库', en: 'Open the library' },
  watched: { zh: '正在监视', en: 'watched' },
  polled: { zh: '定时查看', en: 'looked at from time to time' },
  unwatched: { zh: '没有监视', en: 'not watched' },

  sources: { zh: '来源', en: 'Sources' },
  sourcesWhy: {
    zh: '来源用来找歌单、榜单和缺少的歌曲。大多数要在设置里填自己的账号或地址。',
    en: 'Sources bring playlists, charts and the songs you lack. Most of them want an account or an address of yours in the settings.',
  },
  noSource: { zh: '还没有设置来源。', en: 'No source is set up yet.' },
  testAll: { zh: '测试', en: 'Test' },
  testOf: { zh: (name: string) => `测试 ${name}`, en: (name: string) => `Test ${name}` },
  setSources: { zh: '打开设置', en: 'Open settings' },
  afterEdit: {
    zh: '改过设置后，按“重新读取设置”就会生效。',
    en: 'After a change press “Read settings again”, and it takes effect.',
  },

  media: { zh: '媒体服务器', en: 'Media server' },
  mediaWhy: {
    zh: 'Navidrome、Jellyfin、Plex，或一个普通文件夹：新歌会自动出现，歌单会同步过去。',
    en: 'Navidrome, Jellyfin, Plex or a plain folder: new songs appear there by themselves, and playlists follow.',
  },
  noMedia: { zh: '还没有选择。在设置里选一个：', en: 'None is chosen yet. Choose one in the settings:' },
  mediaNow: { zh: '使用中', en: 'In use' },
  reachable: { zh: '连接正常', en: 'Reachable' },
  unreachable: { zh: '连不上', en: 'Not reachable' },
  unchecked: { zh: '还没检查', en: 'Not checked yet' },
  setMedia: { zh: '选择媒体服务器', en: 'Choose a server' },
  toMedia: { zh: '打开媒体服务器', en: 'Open media server' },

  cloud: { zh: '云存储', en: 'Cloud storage' },
  cloudWhy: {
    zh: '出门在外也想听：把文件上传到自己的对象存储，NAS 关机也能播放。只在家里听就不需要。',
    en: 'To listen away from home: files go to a bucket of your own and play even while the NAS sleeps. Not needed at home.',
  },
  noCloud: { zh: '还没有设置存储桶。填进设置：', en: 'No bucket is set yet. Put it into the settings:' },
  bucket: { zh: '存储桶', en: 'Bucket' },
  setCloud: { zh: '设置存储桶', en: 'Set the bucket' },
  toSnapshots: { zh: '打开发布', en: 'Open snapshots' },

  job: { zh: '第一个任务', en: 'The first job' },
  jobFull: {
    zh: '采集歌单，下载歌曲，最后发布。可以随时暂停，也可以关掉页面。',
    en: 'It collects playlists, downloads songs and publishes. Pause it whenever you like, or close the page: it goes on.',
  },
  jobScan: {
    zh: '登记文件夹里的音乐，然后发布。文件本身不会改动。',
    en: 'It registers the music of your folder and publishes. The files stay as they are.',
  },
  needsOrigin: { zh: '先设置音乐文件夹或一个来源。', en: 'Set a music folder or a source first.' },
  start: { zh: '开始', en: 'Start' },
  started: { zh: (id: number) => `任务 ${id} 已开始`, en: (id: number) => `Job ${id} has started` },
  songs: { zh: '目录里的歌曲', en: 'Songs in the catalogue' },
  toJob: { zh: (id: number) => `查看任务 ${id}`, en: (id: number) => `See job ${id}` },
  toSongs: { zh: '查看歌曲', en: 'See the songs' },
});
