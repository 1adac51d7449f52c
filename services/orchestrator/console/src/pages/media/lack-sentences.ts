import type { Sentence } from '../../language/service-sentences.js';

/** Why a media server cannot do something. */
export const lackSentences: readonly Sentence[] = [
  [
    'nothing is written beside the music; SOULSYNC_WRITE=sidecars or SOULSYNC_WRITE=tags allows it',
    '音乐旁边什么都不写；SOULSYNC_WRITE=sidecars 或 SOULSYNC_WRITE=tags 可以放行',
  ],
  ['a folder does not know who played what', '文件夹不知道谁播放了什么'],
  ['a folder does not count plays', '文件夹不计播放次数'],
  [
    'the OpenSubsonic protocol tells how often a song was played, but keeps no list of the plays',
    'OpenSubsonic 协议只说一首歌播放了多少次，没有播放的清单',
  ],
];
