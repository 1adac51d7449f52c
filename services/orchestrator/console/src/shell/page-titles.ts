// The frame of the pages in words: for the server, which sends it before any script runs (the build writes it down as shell.json),
// and for the app that takes over. Therefore it imports nothing.

/** The languages of the console. */
export type Language = 'zh-CN' | 'en';

type Words = Readonly<Record<Language, string>>;

/** Titles by page; `{id}` stands for the id in the address. */
export const pageTitles = {
  dashboard: { 'zh-CN': '总览', en: 'Overview' },
  jobs: { 'zh-CN': '任务中心', en: 'Jobs' },
  job: { 'zh-CN': '任务 {id}', en: 'Job {id}' },
  playlists: { 'zh-CN': '歌单池', en: 'Playlists' },
  playlist: { 'zh-CN': '歌单 {id}', en: 'Playlist {id}' },
  songs: { 'zh-CN': '歌曲处理', en: 'Songs' },
  song: { 'zh-CN': '歌曲 {id}', en: 'Song {id}' },
  logs: { 'zh-CN': '日志异常', en: 'Logs' },
  config: { 'zh-CN': '配置管理', en: 'Settings' },
  ranking: { 'zh-CN': '来源排序', en: 'Ranking' },
  library: { 'zh-CN': '音乐库', en: 'Library' },
  media: { 'zh-CN': '媒体服务器', en: 'Media server' },
  snapshots: { 'zh-CN': '发布', en: 'Snapshots' },
  account: { 'zh-CN': '账户', en: 'Account' },
  setup: { 'zh-CN': '开始使用', en: 'Set-up' },
  login: { 'zh-CN': '登录', en: 'Log in' },
  notFound: { 'zh-CN': '找不到页面', en: 'Page not found' },
} as const satisfies Readonly<Record<string, Words>>;

export type PageName = keyof typeof pageTitles;

/** The pages of the navigation, in its order; each has the address of its name. */
export const navigation = [
  'dashboard',
  'jobs',
  'playlists',
  'songs',
  'logs',
  'config',
  'ranking',
  'library',
  'media',
  'snapshots',
  'account',
] as const satisfies readonly PageName[];

/** What else stands on a page before its script runs. */
export const shellWords = {
  navigation: { 'zh-CN': '页面', en: 'Pages' },
  songs: { 'zh-CN': '歌曲', en: 'Songs' },
  playlists: { 'zh-CN': '歌单', en: 'Playlists' },
  downloaded: { 'zh-CN': '已下载', en: 'Downloaded' },
  runningJobs: { 'zh-CN': '运行中的任务', en: 'Running jobs' },
  notFoundText: { 'zh-CN': '这个地址没有页面。', en: 'There is no page at this address.' },
  noScript: {
    'zh-CN': '控制台需要 JavaScript。请在浏览器中启用它。',
    en: 'The console needs JavaScript. Please enable it in your browser.',
  },
} as const satisfies Readonly<Record<string, Words>>;
