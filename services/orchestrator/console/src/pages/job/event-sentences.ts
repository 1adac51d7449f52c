import { jobStates, stageNames, templateNames, wordFor } from '../../language/job-words.js';
import { inLanguage } from '../../language/messages.js';
import type { Sentence } from '../../language/service-sentences.js';

const stage = (name: string): string => wordFor(inLanguage(stageNames, 'zh-CN'), name);
const template = (name: string): string => wordFor(inLanguage(templateNames, 'zh-CN'), name);
const state = (name: string): string => wordFor(inLanguage(jobStates, 'zh-CN'), name.replaceAll(' ', '_'));
const noRoom = (volume: string): string => `${volume} 没有空间了：请腾出一些，或换一个文件夹`;

const whyLeftOut: readonly Sentence[] = [
  ['no object storage is configured (OBJECT_BUCKET)', '没有设置云存储（OBJECT_BUCKET）'],
  ['no access key for backend {}: OBJECT_ACCESS_KEYS', '存储后端 {} 没有访问密钥：OBJECT_ACCESS_KEYS'],
  ['covers are turned off (COVERS)', '封面已关闭（COVERS）'],
  ['no media server is chosen (SERVER_ACTIVE)', '没有选择媒体服务器（SERVER_ACTIVE）'],
  ['only the named playlists are handled', '只处理指定的歌单'],
  ['only the named songs are downloaded', '只下载指定的歌曲'],
  ['it is not configured', '没有设置'],
];

/** What the events of every type say, by type. The names of types are said beside them: an empty text adds nothing. */
export const eventSentences: Readonly<Record<string, readonly Sentence[]>> = {
  job_created: [['{}: {}', (_, stages = '') => stages.split(', ').map(stage).join(' → ')]],
  job_started: [['{}', (name = '') => template(name)]],
  job_ended: [
    ['failed: {}', (why) => `失败：${why}`],
    ['{}', (name = '') => state(name)],
  ],
  job_reopened: [['it was {}', (name = '') => `原来是：${state(name)}`]],
  stage_left_out: whyLeftOut.map(
    ([why, chinese]): Sentence => [
      `{} is left out: ${why}`,
      (name = '', what = '') => `${stage(name)}：${String(chinese).replace('{}', what)}`,
    ],
  ),
  stage_started: [['{}', (name = '') => stage(name)]],
  stage_ended: [
    [
      '{}: {} done, {} failed, {} canceled',
      (name = '', done = '', failed = '', canceled = '') =>
        [`${stage(name)}：完成 ${done}`, failed === '0' ? '' : `失败 ${failed}`, canceled === '0' ? '' : `取消 ${canceled}`]
          .filter(Boolean)
          .join('，'),
    ],
  ],
  planning_failed: [['{}: {}', (name = '', why) => `${stage(name)}：${why}`]],
  paused: [
    ['no item is running any more', '进行中的条目已做完'],
    ['requested by a person', '由人要求'],
    ['no room left on {}: free some space or choose another folder', (volume = '') => noRoom(volume)],
  ],
  pause_requested: [
    ['requested by a person', '由人要求'],
    ['no room left on {}: free some space or choose another folder', (volume = '') => noRoom(volume)],
    ['stage {}', (name = '') => stage(name)],
  ],
  resumed: [
    ['back in the queue', '回到队列'],
    ['stage {}', (name = '') => stage(name)],
  ],
  canceled: [
    ['requested by a person', '由人要求'],
    ['stage {}', (name = '') => stage(name)],
  ],
  items_retried: [['items of stage {}', (name = '') => stage(name)]],
  recovery_requeued: [
    ['Runner restarted during execution', '执行中重启了'],
    ['Runner stopped during execution', '执行中停止了'],
  ],
  crash_loop_guard: [
    [
      '{} crashes within {} minutes: jobs stay paused until you resume them',
      (crashes, minutes) => `${minutes} 分钟内崩溃 ${crashes} 次：任务保持暂停，等您继续`,
    ],
  ],
  disk_full: [['no room left on {}: free some space or choose another folder', (volume = '') => noRoom(volume)]],
  room_back: [['there is room on {} again', (volume) => `${volume} 又有空间了`]],
  published: [
    ['{} is still current', (id) => `${id} 仍是最新`],
    ['{} with {} tracks', (id, tracks) => `${id}，${tracks} 首歌`],
  ],
  plays_read: [
    [
      '{} new plays, {} songs with a count; {} tracks fit no song',
      (plays, songs, unknown) => `新播放 ${plays} 次，${songs} 首歌有次数；${unknown} 首对不上`,
    ],
    ['{} new plays, {} songs with a count', (plays, songs) => `新播放 ${plays} 次，${songs} 首歌有次数`],
  ],
  library_scanned: [
    [
      '{} files: {} added, {} changed, {} moved, {} removed',
      (files, added, changed, moved, removed) => `${files} 个文件：新增 ${added}，改动 ${changed}，移动 ${moved}，移除 ${removed}`,
    ],
  ],
  tags_reread: [
    [
      'the tags of {} unchanged files were read again: this version reads more of them',
      (files) => `重新读了 ${files} 个文件的标签：这个版本读得更多`,
    ],
  ],
};
