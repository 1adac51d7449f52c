import { defineMessages } from '../../language/messages.js';

export const messages = defineMessages({
  about: {
    zh: '一首歌在自己的平台上没有文件时，先去哪里找。',
    en: 'Where a song is looked for when its own platform has no file.',
  },
  views: { zh: '内容', en: 'Content' },
  order: { zh: '顺序', en: 'Order' },
  sources: { zh: '来源', en: 'Sources' },
  quarantine: { zh: '隔离区', en: 'Quarantine' },

  first: { zh: '先问谁', en: 'Who is asked first' },
  policyNow: { zh: (policy: string) => `现用策略：${policy}`, en: (policy: string) => `Policy: ${policy}` },
  configOrder: { zh: '按配置的顺序', en: 'Configured order' },
  laplaceWarmup: { zh: '按找到的比例', en: 'By success rate' },
  ratioAdaptive: { zh: '找到的机会 ÷ 用时', en: 'Chance per time' },
  ratioThompson: { zh: '找到的机会 ÷ 用时，偶尔试新', en: 'Chance per time, exploring' },
  configOrderHelp: { zh: '学到什么都不改变顺序。', en: 'Nothing that is learned changes the order.' },
  laplaceWarmupHelp: { zh: '谁找到的多先问谁，不管快慢。', en: 'Whoever finds more is asked earlier, however slow.' },
  ratioAdaptiveHelp: {
    zh: '让一首歌平均等得最短：又快又常有的先问。',
    en: 'Keeps the mean wait for a song shortest: quick and successful sources first.',
  },
  ratioThompsonHelp: {
    zh: '同上，但有时让了解还少的来源先试；每次算出的顺序会略有不同。',
    en: 'The same, but lets little-known sources try now and then; each drawing differs a little.',
  },

  songsOf: { zh: ' 的歌', en: ' songs ' },
  asksFirst: { zh: '先问 ', en: 'go first to ' },
  becauseLearned: {
    zh: (rate: string, cost: string) => `，因为它有 ${rate} 的机会找到，每首约 ${cost}`,
    en: (rate: string, cost: string) => `, which finds about ${rate}, in ${cost} each`,
  },
  becauseRate: { zh: (rate: string) => `，因为它有 ${rate} 的机会找到`, en: (rate: string) => `, which finds about ${rate}` },
  becauseUntried: { zh: '，因为还没试过它', en: ', as it has not been tried yet' },
  becauseConfigured: { zh: '，因为配置如此', en: ', as configured' },
  becauseLearning: {
    zh: (tried: string, needed: string) => `，因为配置如此：还在学习，${needed} 次里试了 ${tried} 次`,
    en: (tried: string, needed: string) => `, as configured: still learning, ${tried} of ${needed} tries made`,
  },
  nobody: { zh: '没有别的来源可问。', en: 'have no other source to go to.' },
  showAll: { zh: (n: string) => `显示全部 ${n} 个平台`, en: (n: string) => `Show all ${n} platforms` },
  nothingLearned: {
    zh: '还没有学到什么：下载几首歌之后，这里会显示每个来源找到了多少、花了多久。',
    en: 'Nothing has been learned yet. After a few downloads this page shows how often each source had a song, and how long it took.',
  },
  toJobs: { zh: '去任务中心下载', en: 'Go to jobs and download' },
  noSources: {
    zh: '还没有设置任何来源，所以没有地方可以找歌。',
    en: 'No source is set up yet, so there is nowhere to look for songs.',
  },
  toConfig: { zh: '设置来源', en: 'Set up sources' },
  troubled: {
    zh: (n: string) => `${n} 个来源现在不被询问。`,
    en: (n: string) => (n === '1' ? '1 source is not asked at the moment.' : `${n} sources are not asked at the moment.`),
  },
  toSources: { zh: '查看来源', en: 'Show sources' },

  learned: { zh: '学到了什么', en: 'What was learned' },
  learnedHelp: {
    zh: '每格是下一首歌找得到的机会；左上角是询问的顺序，底线是把握的范围。点一格看依据。',
    en: 'Each cell is the chance that the next song is found; its number is the place in the order, its line how sure that is. Press one for the evidence.',
  },
  learnedHelpNarrow: {
    zh: '每条是下一首歌找得到的机会，按询问的顺序排；细线是把握的范围。点一条看依据。',
    en: 'Each bar is the chance that the next song is found, in the order of asking; the thin line is how sure that is. Press one for the evidence.',
  },
  platform: { zh: '歌曲的平台', en: 'Platform of the songs' },
  source: { zh: '来源', en: 'Source' },
  own: { zh: '自己', en: 'itself' },
  untried: { zh: '未试', en: 'untried' },
  notAsked: { zh: '不问', en: 'not asked' },
  cellName: {
    zh: (source: string, origin: string) => `${origin} 的歌问 ${source}`,
    en: (source: string, origin: string) => `${source} for songs of ${origin}`,
  },
  place: { zh: (n: string) => `第 ${n} 个被问`, en: (n: string) => `number ${n} in the order` },

  evidence: { zh: '依据', en: 'Evidence' },
  chance: { zh: '找到的机会', en: 'Chance to find a song' },
  between: {
    zh: (low: string, high: string) => `九成把握在 ${low} 与 ${high} 之间`,
    en: (low: string, high: string) => `nine times in ten between ${low} and ${high}`,
  },
  attempts: { zh: '试过', en: 'Tries' },
  found: { zh: '找到', en: 'Found' },
  faults: { zh: '没有回答', en: 'No usable answer' },
  verified: { zh: '文件通过校验', en: 'Files that passed verification' },
  refuted: { zh: '文件没通过校验', en: 'Files that failed it' },
  meanCost: { zh: '平均用时', en: 'Mean time' },
  lastSuccess: { zh: '最近找到（所有平台）', en: 'Last found (any platform)' },
  orderNow: { zh: '现在的顺序', en: 'Order now' },
  neverTried: { zh: '还没有试过，所以机会算一半。', en: 'Never tried, so its chance counts as one half.' },

  whatIf: { zh: '换个策略会怎样', en: 'With another policy' },
  whatIfHelp: { zh: '只是推算，什么都不会改变。', en: 'Only worked out; nothing changes.' },
  policy: { zh: '策略', en: 'Policy' },
  askedSources: { zh: '询问的来源', en: 'Sources asked' },
  orderThen: { zh: '那时的顺序', en: 'Order then' },
  up: { zh: (n: string) => `升 ${n} 位`, en: (n: string) => `up ${n}` },
  downBy: { zh: (n: string) => `降 ${n} 位`, en: (n: string) => `down ${n}` },
  same: { zh: '不变', en: 'same' },
  added: { zh: '新加入', en: 'added' },
  nothingMoves: { zh: '顺序不变。', en: 'The order stays the same.' },
  someMove: {
    zh: (n: string) => `${n} 个来源换了位置。`,
    en: (n: string) => (n === '1' ? '1 source moves.' : `${n} sources move.`),
  },
  stillLearning: {
    zh: (tried: string, needed: string) => `这个策略还在学习（${needed} 次里试了 ${tried} 次），先按配置的顺序。`,
    en: (tried: string, needed: string) => `It would still be learning (${tried} of ${needed} tries made) and keep the configured order.`,
  },
  howToSwitch: { zh: '要真的换，在配置里改 RANKING_POLICY。', en: 'To switch for good, change RANKING_POLICY in the settings.' },
  openConfig: { zh: '打开配置', en: 'Open settings' },

  decisions: { zh: '最近的决定', en: 'Latest decisions' },
  noDecisions: {
    zh: '服务启动以来，还没有为这个平台的歌找过来源。',
    en: 'No song of this platform was looked for since the service started.',
  },
  left: { zh: '暂不询问', en: 'left alone for now' },
});
