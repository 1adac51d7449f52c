import { greatJob, longJob } from './console-dataset.js';

/** What is asked of both catalogues. */
export interface ConsoleQuestion {
  readonly path: string;
  /** In milliseconds. */
  readonly limitMs: number;
  /** A first page: it may take 1.5 times as long with a million items. */
  readonly isList: boolean;
}

const page = (path: string): ConsoleQuestion => {
  return { path: `${path}${path.includes('?') ? '&' : '?'}limit=100`, limitMs: 200, isList: true };
};
const other = (path: string, limitMs = 200): ConsoleQuestion => ({ path, limitMs, isList: false });

const items = `/api/jobs/${greatJob}/items`;
const text = (value: string): string => `text=${encodeURIComponent(value)}`;
const recently = encodeURIComponent(new Date(Date.now() - 1_800_000).toISOString());
const lastWeek = encodeURIComponent(new Date(Date.now() - 8 * 86_400_000).toISOString());

/** First pages of all lists, with each of their filters. */
const lists: readonly ConsoleQuestion[] = [
  ...['', '?status=completed', '?status=completed,failed', '?template=sync', '?source=qq', `?since=${lastWeek}`].map((q) =>
    page(`/api/jobs${q}`),
  ),
  ...['', '?order=desc', '?status=failed', '?status=failed&errorClass=not_found', '?source=qq', '?status=failed&source=netease'].map((q) =>
    page(items + q),
  ),
  ...[text('歌曲'), text('no such text'), `stageId=${greatJob}&${text('9')}`].map((q) => page(`${items}?${q}`)),
  page(`/api/jobs/${greatJob}/events`),
  ...['', '?level=error', '?level=error,warn', `?jobId=${greatJob}`, '?itemId=105', '?source=qq', `?jobId=${greatJob}&level=warn`].map(
    (q) => page(`/api/logs${q}`),
  ),
  ...[`since=${recently}`, `until=${recently}`, text('something'), text('no such text'), `level=error&${text('source 3')}`].map((q) =>
    page(`/api/logs?${q}`),
  ),
  page('/api/commands'),
  ...['', '?name=%E7%88%B1', '?platform=qq', '?platform=qq&status=missing'].map((q) => page(`/api/songs${q}`)),
  ...['downloaded', 'missing', 'gone'].map((status) => page(`/api/songs?status=${status}`)),
  ...['爱情', '爱', 'aiqing', '王', 'no such song', '爱情 王'].map((q) => page(`/api/songs?${text(q)}`)),
  ...['status=downloaded', 'status=gone', 'platform=qq'].map((q) => page(`/api/songs?${text('爱')}&${q}`)),
  ...['', '?name=%E7%88%B1', '?status=failed', '?platform=qq', '?poolId=1', '?followed=true', '?platform=netease&status=failed'].map((q) =>
    page(`/api/playlists${q}`),
  ),
  ...['/api/playlists/1/songs', '/api/mirrors', '/api/audit'].map(page),
  ...['/api/library/faults', '/api/library/faults?includeSetAside=true', '/api/library/duplicates'].map(page),
  ...['/api/quarantine', '/api/quarantine?includeDecided=true', '/api/ranking/qq/decisions'].map(page),
];

/** Asks the library. */
export const candidates = '/api/songs/3/candidates?source=library';

const others: readonly ConsoleQuestion[] = [
  other('/api/dashboard?includeTaskRows=false', 50),
  other('/api/dashboard', 50),
  ...['/api/jobs/counts', '/api/jobs/counts?source=qq', `/api/jobs/${greatJob}`].map((path) => other(path)),
  ...['errors', 'timeline'].map((what) => other(`/api/jobs/${longJob}/${what}`)),
  ...['errors', 'timeline'].map((what) => other(`/api/jobs/${greatJob}/${what}`)),
  ...['/api/series?minutes=60', '/api/series?minutes=1440', '/api/logs/clusters?minutes=60'].map((path) => other(path)),
  ...['/api/songs/3', '/api/songs/3/story', candidates, '/api/playlists/1'].map((path) => other(path)),
  ...['/api/pools', '/api/playlists/1/history'].map((path) => other(path)),
  ...['/api/library', '/api/ranking', '/api/ranking/qq', '/api/sources', '/api/snapshots', '/api/media-server'].map((path) => other(path)),
  ...['/api/volumes', '/api/storage', '/api/sessions', '/api/users', '/api/tokens', '/api/templates', '/api/schedules'].map((path) =>
    other(path),
  ),
  ...['/api/workers', '/api/config', '/api/config/revisions', '/api/session'].map((path) => other(path)),
];

export const consoleQuestions: readonly ConsoleQuestion[] = [...others, ...lists];
