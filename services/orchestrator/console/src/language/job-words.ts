import type { Tone } from '../kit/status.js';
import { defineMessages } from './messages.js';
import type { Sentence } from './service-sentences.js';

// The words for jobs, their stages and items, under the names that the API has for them.

/** States of jobs and of stages; a stage is `pending` where a job is `queued`. */
export const jobStates = defineMessages({
  queued: { zh: '排队中', en: 'Queued' },
  pending: { zh: '未开始', en: 'Not started' },
  running: { zh: '运行中', en: 'Running' },
  pause_requested: { zh: '正在暂停', en: 'Pausing' },
  paused: { zh: '已暂停', en: 'Paused' },
  completed: { zh: '已完成', en: 'Completed' },
  completed_with_errors: { zh: '完成，有失败', en: 'Completed with failures' },
  failed: { zh: '失败', en: 'Failed' },
  canceled: { zh: '已取消', en: 'Canceled' },
});

export const jobTones: Readonly<Record<string, Tone>> = {
  running: 'active',
  pause_requested: 'warn',
  paused: 'warn',
  completed: 'ok',
  completed_with_errors: 'warn',
  failed: 'bad',
};

export const itemStates = defineMessages({
  pending: { zh: '等待中', en: 'Waiting' },
  running: { zh: '进行中', en: 'In progress' },
  succeeded: { zh: '成功', en: 'Done' },
  failed: { zh: '失败', en: 'Failed' },
  interrupted: { zh: '已中断', en: 'Interrupted' },
  canceled: { zh: '已取消', en: 'Canceled' },
});

export const itemTones: Readonly<Record<string, Tone>> = { running: 'active', succeeded: 'ok', failed: 'bad', interrupted: 'warn' };

/** What kind of error made an item fail. */
export const errorClassWords = defineMessages({
  not_found: { zh: '哪里都没有找到', en: 'Not found anywhere' },
  source_down: { zh: '来源没有响应', en: 'Source did not answer' },
  rate_limited: { zh: '请求过于频繁，被限流', en: 'Slowed down by the source' },
  rejected: { zh: '校验未通过', en: 'Failed verification' },
  disk_full: { zh: '磁盘已满', en: 'Disk full' },
  auth: { zh: '登录或权限不足', en: 'Access denied' },
  internal: { zh: '内部错误', en: 'Internal error' },
});

export const stageNames = defineMessages({
  collect: { zh: '采集歌单', en: 'Collect playlists' },
  sync: { zh: '同步曲目', en: 'Sync songs' },
  download: { zh: '下载', en: 'Download' },
  upload: { zh: '上传', en: 'Upload' },
  covers: { zh: '封面', en: 'Covers' },
  lyrics: { zh: '歌词', en: 'Lyrics' },
  publish: { zh: '发布', en: 'Publish' },
  scan: { zh: '媒体服务器扫描', en: 'Media server scan' },
  library_collect: { zh: '查找音乐文件夹', en: 'Look through folders' },
  library_sync: { zh: '读取本地歌曲', en: 'Read local songs' },
  library_files: { zh: '登记本地文件', en: 'Register local files' },
});

/** Items that are no song, playlist or source but a step of their own, by what the service calls them. */
export const stepNames = defineMessages({
  covers: { zh: '封面', en: 'Covers' },
  snapshot: { zh: '快照', en: 'Snapshot' },
  library: { zh: '音乐库', en: 'Library' },
  plays: { zh: '播放次数', en: 'Plays' },
  'songs that no source can deliver': { zh: '没有来源能提供的歌曲', en: 'Songs that no source can deliver' },
});

/** Further steps, whose names have values in them. */
export const stepSentences: readonly Sentence[] = [
  ['songs of {}', (source) => `${source} 的歌曲`],
  ['{} files that need nothing', (count) => `${count} 个不需要处理的文件`],
];

export const templateNames = defineMessages({
  full: { zh: '全流程', en: 'Everything' },
  collect: { zh: '采集歌单', en: 'Collect playlists' },
  sync: { zh: '同步曲目', en: 'Sync songs' },
  'sync+download': { zh: '同步并下载', en: 'Sync and download' },
  download: { zh: '下载', en: 'Download' },
  upload: { zh: '上传', en: 'Upload' },
  'download+upload': { zh: '下载并上传', en: 'Download and upload' },
  publish: { zh: '发布', en: 'Publish' },
  library: { zh: '登记音乐库', en: 'Register library' },
  scan: { zh: '扫描音乐库', en: 'Scan library' },
  covers: { zh: '封面', en: 'Covers' },
  lyrics: { zh: '歌词', en: 'Lyrics' },
  media: { zh: '媒体服务器扫描', en: 'Media server scan' },
});

/** What a job of each template does, in one sentence. */
export const templateSentences = defineMessages({
  full: {
    zh: '从采集歌单到发布，一次做完。',
    en: 'From collecting playlists to publishing, all in one go.',
  },
  collect: { zh: '查看各平台有哪些歌单和榜单。', en: 'Looks up which playlists and charts the platforms have.' },
  sync: { zh: '读取歌单里的曲目。', en: 'Reads the songs of the playlists.' },
  'sync+download': {
    zh: '读取歌单里的曲目，并下载缺少的歌曲。',
    en: 'Reads the songs of the playlists and downloads those that are missing.',
  },
  download: { zh: '下载目录里还没有文件的歌曲。', en: 'Downloads the songs of the catalogue that have no file yet.' },
  upload: { zh: '把本地文件上传到云存储。', en: 'Uploads local files to the cloud storage.' },
  'download+upload': { zh: '下载缺少的歌曲，再上传到云存储。', en: 'Downloads missing songs, then uploads them to the cloud storage.' },
  publish: { zh: '生成并发布新的快照。', en: 'Makes a new snapshot and publishes it.' },
  library: { zh: '登记音乐库里已知文件夹的文件，再发布。', en: 'Registers the files of the known library folders, then publishes.' },
  scan: { zh: '查找音乐文件夹里的新增与变动，登记后发布。', en: 'Finds what is new or changed in the library folders, then publishes.' },
  covers: { zh: '为歌曲和歌单制作封面，再发布。', en: 'Makes the covers of songs and playlists, then publishes.' },
  lyrics: { zh: '为已下载的歌曲查找歌词。', en: 'Finds lyrics for the songs that are there.' },
  media: { zh: '让媒体服务器扫描它的音乐库，再发布。', en: 'Has the media server scan its library, then publishes.' },
});

/** What happened to a job, as in its events. */
export const eventNames = defineMessages({
  job_created: { zh: '已创建', en: 'Created' },
  job_started: { zh: '已开始', en: 'Started' },
  job_ended: { zh: '已结束', en: 'Ended' },
  job_reopened: { zh: '重新打开', en: 'Reopened' },
  stage_left_out: { zh: '略过阶段', en: 'Stage left out' },
  stage_started: { zh: '阶段开始', en: 'Stage started' },
  stage_ended: { zh: '阶段结束', en: 'Stage ended' },
  planning_failed: { zh: '阶段准备失败', en: 'Stage could not be prepared' },
  pause_requested: { zh: '要求暂停', en: 'Pause requested' },
  paused: { zh: '已暂停', en: 'Paused' },
  resumed: { zh: '已继续', en: 'Resumed' },
  canceled: { zh: '已取消', en: 'Canceled' },
  items_retried: { zh: '重试条目', en: 'Items retried' },
  recovery_requeued: { zh: '重启后重新排队', en: 'Queued again after a restart' },
  crash_loop_guard: { zh: '反复崩溃，已停下', en: 'Stopped after repeated crashes' },
  disk_full: { zh: '磁盘已满', en: 'Disk full' },
  room_back: { zh: '磁盘又有空间', en: 'Room on the disk again' },
  lease_expired: { zh: '执行中断，重新排队', en: 'Work was lost and queued again' },
  published: { zh: '已发布', en: 'Published' },
  library_scanned: { zh: '看过音乐库', en: 'Library looked through' },
  tags_reread: { zh: '重读标签', en: 'Tags read again' },
  duplicate_files: { zh: '重复的文件', en: 'Files with the same content' },
  known_faults: { zh: '读不了的文件', en: 'Files that cannot be read' },
  songs_found_here: { zh: '在自己的文件里找到', en: 'Found among your own files' },
  songs_without_source: { zh: '没有来源的歌曲', en: 'Songs without a source' },
  lists_not_followed: { zh: '没有选中的歌单', en: 'Lists that nobody chose' },
  cover_broken: { zh: '封面打不开', en: 'A cover cannot be shown' },
  covers_ended: { zh: '封面没有做完', en: 'Covers were not finished' },
  plays_read: { zh: '读取播放记录', en: 'Plays read' },
  playlist_mirrored: { zh: '歌单已写到媒体服务器', en: 'Playlist kept on the media server' },
});

export const commandNames = defineMessages({
  pause: { zh: '暂停', en: 'Pause' },
  resume: { zh: '继续', en: 'Resume' },
  cancel: { zh: '取消', en: 'Cancel' },
  retry_item: { zh: '重试', en: 'Retry' },
  force_retry_item: { zh: '强制重试', en: 'Force retry' },
});

/** Who or what paused a job. */
export const pauseCauses = defineMessages({
  user: { zh: '由您暂停', en: 'Paused by you' },
  restart: { zh: '服务重启后暂停', en: 'Paused by a restart of the service' },
  crash_loop: { zh: '反复崩溃后暂停', en: 'Paused after repeated crashes' },
  disk_full: { zh: '磁盘已满，暂停', en: 'Paused: disk full' },
});

export const logLevels = defineMessages({
  info: { zh: '信息', en: 'Info' },
  warn: { zh: '警告', en: 'Warning' },
  error: { zh: '错误', en: 'Error' },
});

/** The word for a name of the API; the name itself if a newer service has one that is not known here. */
export const wordFor = (words: Readonly<Record<string, unknown>>, name: string): string =>
  Object.hasOwn(words, name) ? String(words[name]) : name;
