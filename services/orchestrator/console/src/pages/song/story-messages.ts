import { defineMessages } from '../../language/messages.js';

export const storyMessages = defineMessages({
  story: { zh: '经过', en: 'Story' },
  noStory: { zh: '还没有找过这首歌。', en: 'Nobody has looked for this song yet.' },
  bySelf: { zh: '它已经有文件，不需要去找。', en: 'It has a file already, so there was no need.' },

  found: { zh: (source: string) => `在 ${source} 找到`, en: (source: string) => `Found at ${source}` },
  foundByHand: { zh: (source: string) => `按您的选择，从 ${source} 取`, en: (source: string) => `Taken from ${source}, as you chose` },
  notFound: { zh: '没有找到', en: 'Not found' },
  unfinished: { zh: '没有做完', en: 'Not finished' },
  searched: { zh: '找过一次', en: 'Searched' },
  downloading: { zh: '正在下载', en: 'Downloading' },
  queued: { zh: '在排队', en: 'Queued' },
  failed: { zh: '失败', en: 'Failed' },
  interrupted: { zh: '被中断', en: 'Interrupted' },
  canceled: { zh: '已取消', en: 'Canceled' },
  took: { zh: (time: string) => `用时 ${time}`, en: (time: string) => `took ${time}` },

  asked: { zh: '问了谁', en: 'Asked' },
  ownFirst: { zh: (source: string) => `先问自己的平台 ${source}`, en: (source: string) => `Its own platform ${source} first` },
  thenBy: { zh: '其余的顺序：', en: 'then in this order: ' },
  thenByStart: { zh: '顺序：', en: 'Order: ' },
  comma: { zh: '，', en: ', ' },
  colon: { zh: '：', en: ': ' },
  open: { zh: '暂不询问', en: 'left alone' },
  halfOpen: { zh: '只试一次', en: 'on trial' },
  configured: { zh: '按配置', en: 'as configured' },
  nobody: { zh: '没有来源可问', en: 'no source to ask' },
  learning: {
    zh: (tried: string, needed: string) => `按配置：还在学习，${needed} 次里试了 ${tried} 次`,
    en: (tried: string, needed: string) => `as configured: still learning, ${tried} of ${needed} tries made`,
  },
  chance: { zh: (n: string) => `找到的机会 ÷ 用时，依据 ${n} 次`, en: (n: string) => `chance per time, from ${n} tries` },
  drawn: {
    zh: (n: string) => `找到的机会 ÷ 用时，偶尔试新，依据 ${n} 次`,
    en: (n: string) => `chance per time, exploring, from ${n} tries`,
  },
  rate: { zh: (n: string) => `找到的比例，依据 ${n} 次`, en: (n: string) => `success rate, from ${n} tries` },

  chosen: { zh: '选中', en: 'Chosen' },
  reserve: { zh: '备用', en: 'In reserve' },
  nothing: { zh: '没有', en: 'Nothing' },
  noAnswer: { zh: '出错', en: 'Fault' },
  refused: { zh: '未通过校验', en: 'Refused' },
  delivered: { zh: '下载成功', en: 'Downloaded' },
  hits: { zh: (n: string) => `${n} 个结果`, en: (n: string) => (n === '1' ? '1 hit' : `${n} hits`) },
  fetchedIn: { zh: (time: string) => `下载 ${time}`, en: (time: string) => `download ${time}` },
  held: { zh: '在隔离区', en: 'In quarantine' },

  taken: { zh: '取了什么', en: 'Taken' },
  alike: { zh: (share: string) => `相似 ${share}`, en: (share: string) => `${share} alike` },
  filed: { zh: '文件', en: 'File' },
  published: { zh: '之后的快照', en: 'Snapshot since' },
  uploaded: { zh: '已上传', en: 'Uploaded' },
  error: { zh: '原因', en: 'Reason' },
  forJob: { zh: '起因', en: 'For' },

  youChose: { zh: '您选了一个录音', en: 'You chose a recording' },
  youRejected: { zh: '拒绝了一个文件', en: 'A file was rejected' },
  fileHeld: { zh: '一个文件被隔离', en: 'A file was put in quarantine' },
  fileAdded: { zh: '登记了一个文件', en: 'A file was registered' },
  fromSource: { zh: (source: string) => `来自 ${source}`, en: (source: string) => `from ${source}` },
  job: { zh: (id: number) => `任务 ${id}`, en: (id: number) => `Job ${id}` },
});

/** Why a recording is, or is not, the song. */
export const matchMessages = defineMessages({
  sameId: { zh: '编号相同', en: 'the same id' },
  sameIsrc: { zh: 'ISRC 相同', en: 'the same ISRC' },
  exact: { zh: '歌名、歌手和时长一致', en: 'title, artists and duration agree' },
  exactWithoutDuration: { zh: '歌名和歌手一致，时长未知', en: 'title and artists agree, a duration is unknown' },
  sameTitle: { zh: '歌名一致，歌手部分一致', en: 'the title agrees, the artists in part' },
  sameBaseTitle: { zh: '主要歌名一致，时长未知', en: 'the base title agrees, a duration is unknown' },
  similarTitle: { zh: '歌名相近，歌手部分一致', en: 'the title is similar, the artists agree in part' },
  artistsUnknown: { zh: '歌手未知', en: 'artists unknown' },
  artistsDiffer: { zh: '歌手不同', en: 'other artists' },
  titleDiffers: { zh: '歌名不同', en: 'another title' },
  versionsDiffer: { zh: '版本不同', en: 'another version' },
  durationDiffers: { zh: '时长不同', en: 'another duration' },
  noFile: { zh: '没有文件', en: 'no file' },
  trialClip: { zh: '只是试听片段', en: 'a trial clip' },
  rejectedBefore: { zh: '以前拒绝过', en: 'rejected before' },
  inQuarantine: { zh: '在隔离区', en: 'in quarantine' },
  belowQuality: { zh: '音质低于要求', en: 'below the wanted quality' },
  noHits: { zh: '没有结果', en: 'no hits' },
  byHand: { zh: '由人选定', en: 'chosen by a person' },
});

/** Why verification refused a file. */
export const refusalWords = defineMessages({
  zeros: { zh: '全是空白', en: 'only zeros' },
  damaged: { zh: '文件损坏', en: 'damaged' },
  trial_clip: { zh: '只是试听片段', en: 'only a sample' },
  wrong_duration: { zh: '长度不对', en: 'wrong length' },
  below_floor: { zh: '音质低于下限', en: 'below the least quality' },
  not_audio: { zh: '不是音频', en: 'not audio' },
});
