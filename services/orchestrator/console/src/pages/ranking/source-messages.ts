import { defineMessages } from '../../language/messages.js';

export const sourceMessages = defineMessages({
  sources: { zh: '来源', en: 'Sources' },
  name: { zh: '名称', en: 'Name' },
  state: { zh: '状态', en: 'State' },
  perMinute: { zh: '每分钟询问', en: 'Calls a minute' },
  median: { zh: '用时中位数', en: 'Median time' },
  success: { zh: '找到', en: 'Found' },
  lastFault: { zh: '最近的错误', en: 'Last fault' },
  actions: { zh: '操作', en: 'Actions' },
  actionsOf: { zh: (name: string) => `${name} 的操作`, en: (name: string) => `Actions for ${name}` },

  asked: { zh: '正常', en: 'Asked' },
  unused: { zh: '还没问过', en: 'Not asked yet' },
  paused: { zh: '已暂停', en: 'Paused' },
  leftAlone: { zh: '暂不询问', en: 'Left alone' },
  probing: { zh: '正在试探', en: 'On probation' },
  until: { zh: (at: string) => `到 ${at}`, en: (at: string) => `until ${at}` },
  faultsInRow: {
    zh: (n: string) => `连续 ${n} 次没有回答`,
    en: (n: string) => (n === '1' ? '1 fault in a row' : `${n} faults in a row`),
  },
  p95: { zh: (time: string) => `95% 在 ${time}内`, en: (time: string) => `95% within ${time}` },
  foundOf: {
    zh: (found: string, tried: string) => `${tried} 次里 ${found} 次`,
    en: (found: string, tried: string) => `${found} of ${tried}`,
  },
  noFault: { zh: '没有', en: 'None' },

  others: { zh: '没有设置的来源', en: 'Sources that are not set up' },
  othersHelp: {
    zh: '在配置里填好它们需要的值，再按“重新读取设置”。',
    en: 'Give them the values that they need in the settings, then press “Read settings again”.',
  },
  toConfig: { zh: '打开配置', en: 'Open settings' },
  none: { zh: '还没有设置任何来源，所以没有地方可以找歌和下载。', en: 'No source is set up yet, so nothing can be found or downloaded.' },

  test: { zh: '测试', en: 'Test' },
  testTitle: { zh: (name: string) => `测试 ${name}`, en: (name: string) => `Test of ${name}` },
  asking: { zh: '正在询问…', en: 'Asking…' },
  answers: { zh: '有回答', en: 'It answers' },
  silent: { zh: '没有回答', en: 'It does not answer' },
  took: { zh: '用时', en: 'Time' },
  detail: { zh: '结果', en: 'Result' },
  afterwards: { zh: '之后的状态', en: 'State after it' },
  testAgain: { zh: '再测一次', en: 'Test again' },

  pause: { zh: '暂停', en: 'Pause' },
  pauseTitle: { zh: (name: string) => `暂停 ${name}？`, en: (name: string) => `Pause ${name}?` },
  pauseText: {
    zh: '正在下载的会做完；之后任务不再问它，直到您继续。其他来源照常。',
    en: 'What is running finishes. After that no job asks it until you resume it; other sources go on.',
  },
  resume: { zh: '继续', en: 'Resume' },
  pausedNow: { zh: (name: string) => `${name} 已暂停`, en: (name: string) => `${name} is paused` },
  resumedNow: { zh: (name: string) => `${name} 已继续`, en: (name: string) => `${name} is asked again` },

  reset: { zh: '忘掉学到的', en: 'Forget what was learned' },
  resetTitle: { zh: (name: string) => `忘掉关于 ${name} 学到的？`, en: (name: string) => `Forget what was learned about ${name}?` },
  resetText: {
    zh: '它的次数和用时会清零，连续的错误也不再计，下次照常询问。不能撤销；之后会重新学起。',
    en: 'Its counts and times go back to zero and its faults are forgiven, so it is asked as usual. This cannot be undone; learning starts anew.',
  },
  resetFor: { zh: '范围', en: 'For' },
  resetForAll: { zh: '所有平台的歌', en: 'Songs of every platform' },
  resetFound: {
    zh: (found: string, tried: string) => `现在记着：${tried} 次里找到 ${found} 次（所有平台）。`,
    en: (found: string, tried: string) => `Known now: found ${found} of ${tried} tries (all platforms).`,
  },
  resetDone: { zh: '已忘掉', en: 'Forgotten' },

  reload: { zh: '重新读取设置', en: 'Read settings again' },
  reloadTitle: { zh: '设置已重新读取', en: 'The settings were read again' },
  nothingChanged: { zh: '没有变化。', en: 'Nothing has changed.' },
  openedAgain: { zh: '用新设置打开', en: 'Opened with new settings' },
  nowReady: { zh: '现在可用', en: 'now set up' },
  noLonger: { zh: '不再可用', en: 'no longer set up' },
  restartNeeded: { zh: '重启服务后才生效', en: 'Takes effect only after a restart' },
});
