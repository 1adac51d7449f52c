import type { Sentence } from './service-sentences.js';

/** What verification says of a file, beside the code of its refusal. */
export const fileSentences: readonly Sentence[] = [
  ['the file is empty', '文件是空的'],
  ['a person has rejected this very file', '这个文件以前被人拒绝过'],
  ['{} bytes in a row are zero, of {}', (zeros, all) => `${all} 字节里有连续 ${zeros} 字节是零`],
  ['its length cannot be measured', '量不出时长'],
  ['it lasts {} s where {} s are expected', (is, expected) => `时长 ${is} 秒，应为 ${expected} 秒`],
  ['measured quality is "{}" ({}), which the profile does not take', (quality, facts) => `实测音质 ${quality}（${facts}），低于要求`],
  ['its first bytes do not match any audio format', '开头不像任何音频格式'],
  ['it breaks off in frame {}', (frame) => `在第 ${frame} 帧断开`],
  ['it holds no frames of audio', '没有音频帧'],
  ['it ends before its audio begins', '音频还没开始就结束了'],
  ['it has no index of its audio', '缺少音频索引'],
  ['it holds only zeros: its copying or downloading was never finished', '全是零：复制或下载没有完成'],
  ['it holds no audio, though its name says {}', (ext) => `名字是 ${ext}，里面却没有音频`],
  ['it is a video', '是视频'],
];
