import { defineMessages } from './messages.js';

/** Why verification refused a file. */
export const refusalWords = defineMessages({
  zeros: { zh: '全是空白', en: 'Only zeros' },
  damaged: { zh: '文件损坏', en: 'Damaged' },
  trial_clip: { zh: '只是试听片段', en: 'Only a sample' },
  wrong_duration: { zh: '长度不对', en: 'Wrong length' },
  below_floor: { zh: '音质低于下限', en: 'Below the least quality' },
  empty: { zh: '空文件', en: 'Empty' },
  rejected_before: { zh: '以前拒绝过', en: 'Rejected before' },
  not_audio: { zh: '不是音频', en: 'Not audio' },
});
