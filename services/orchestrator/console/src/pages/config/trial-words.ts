import { defineMessages } from '../../language/messages.js';

/** Of revisions and of applying them. */
export const trialWords = defineMessages({
  watched: {
    zh: (id: string) => `修订 ${id} 试用中。若有服务不健康，会自己恢复之前的文本。`,
    en: (id: string) => `Revision ${id} is on trial. If a service does not stay healthy, the text before returns by itself.`,
  },
  left: { zh: (seconds: string) => `还有 ${seconds} 秒`, en: (seconds: string) => `${seconds} s left` },
  kept: {
    zh: (id: string) => `修订 ${id} 已生效，服务都健康。`,
    en: (id: string) => `Revision ${id} is kept: the services stayed healthy.`,
  },
  returned: {
    zh: (id: string) => `修订 ${id} 已自动撤回，恢复了之前的文本。`,
    en: (id: string) => `Revision ${id} was taken back by itself; the text before is in force again.`,
  },
  restarting: { zh: '正在重启', en: 'Restarting now' },
  byHand: { zh: '需要您手动重启', en: 'To be restarted by you' },
  changedKeys: { zh: '改变的设置', en: 'Changed settings' },
  nothingRestarts: { zh: '没有服务需要重启。', en: 'No service has to be restarted.' },
  apply: { zh: '应用', en: 'Apply' },
  applyDraft: { zh: '应用草稿', en: 'Apply the draft' },
  applyTitle: { zh: (id: string) => `应用修订 ${id}`, en: (id: string) => `Apply revision ${id}` },
  applyWhat: {
    zh: '设置文件换成下面的文本，用到这些设置的服务随即重启。30 秒内若有服务启动失败或变得不健康，会自己恢复现在的文本。',
    en: 'The settings file becomes this text, and the services that read the changed settings restart. If one fails to start or turns unhealthy within 30 s, the present text returns by itself.',
  },
  applying: { zh: '已写入，试用 30 秒', en: 'Written; on trial for 30 s' },
  inForce: { zh: '生效中', en: 'In force' },
  onTrial: { zh: '试用中', en: 'On trial' },
  wasReturned: { zh: '已撤回', en: 'Taken back' },
  wasApplied: { zh: '用过', en: 'Was applied' },
  noNote: { zh: '没有说明', en: 'No note' },
  none: {
    zh: '还没有修订。改动并保存，或在首次应用时，会有第一个。',
    en: 'No revisions yet. The first one comes when you save a draft.',
  },
  noneAction: { zh: '去改设置', en: 'Change a setting' },
  compareWith: { zh: '相比', en: 'Compared with' },
  currentFile: { zh: '当前文件', en: 'The file as it is' },
  wholeText: { zh: '全文', en: 'The whole text' },
  asDraft: { zh: '作为草稿', en: 'Take as draft' },
  taken: { zh: '已放进草稿', en: 'It is your draft now' },
  inForceWhy: { zh: '它已经生效。', en: 'It is in force already.' },
  trialWhy: { zh: '正在试用另一个修订。', en: 'Another one is on trial.' },
  state: { zh: '状态', en: 'State' },
  noteName: { zh: '说明', en: 'Note' },
  savedAt: { zh: '保存于', en: 'Saved' },
  because: { zh: '原因', en: 'Because' },
  label: { zh: '配置的修订，新的在前', en: 'Revisions of the configuration, newest first' },
});
