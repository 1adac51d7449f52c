import { defineMessages } from './messages.js';

/** What needs the owner, in sentences. Names are those of services, disks and sources, or the words for templates. */
export const verdictWords = defineMessages({
  ok: { zh: '一切正常', en: 'All is well' },
  trouble: { zh: '出了问题', en: 'Trouble' },
  attention: { zh: '需要留意', en: 'Needs a look' },
  needsYou: { zh: '需要处理', en: 'needs you' },
  more: {
    zh: (n: string) => `另有 ${n} 件`,
    en: (n: string) => `and ${n} more`,
  },
  serviceDown: { zh: (name: string) => `服务 ${name} 没有响应`, en: (name: string) => `The service ${name} does not answer` },
  volumeFull: {
    zh: (name: string, n: string) => (n === '0' ? `磁盘 ${name} 已满` : `磁盘 ${name} 已满，${n} 个任务暂停`),
    en: (name: string, n: string) =>
      n === '0' ? `The disk ${name} is full` : `The disk ${name} is full, ${n === '1' ? '1 job is' : `${n} jobs are`} paused`,
  },
  noRunner: {
    zh: (n: string) => `任务没有在执行，${n} 个在排队`,
    en: (n: string) => `Nothing works on jobs, ${n === '1' ? '1 waits' : `${n} wait`}`,
  },
  jobFailed: { zh: (name: string) => `任务「${name}」失败了`, en: (name: string) => `The job “${name}” failed` },
  sourceOpen: {
    zh: (name: string) => `来源 ${name} 连续出错，暂不询问`,
    en: (name: string) => `The source ${name} keeps failing and is left alone`,
  },
  sourcePaused: { zh: (name: string) => `来源 ${name} 已暂停`, en: (name: string) => `The source ${name} is paused` },
  jobPaused: { zh: (name: string) => `任务「${name}」已暂停`, en: (name: string) => `The job “${name}” is paused` },
  failures: {
    zh: (n: string) => `${n} 个条目失败，可以重试`,
    en: (n: string) => (n === '1' ? '1 item failed and can be retried' : `${n} items failed and can be retried`),
  },
  quarantine: {
    zh: (n: string) => `${n} 个隔离的文件等您决定`,
    en: (n: string) => (n === '1' ? '1 quarantined file waits for your decision' : `${n} quarantined files wait for your decision`),
  },

  toLogs: { zh: '查看日志', en: 'See the log' },
  toDisks: { zh: '查看磁盘', en: 'See the disks' },
  toQueue: { zh: '查看队列', en: 'See the queue' },
  toJob: { zh: '查看任务', en: 'See the job' },
  toSources: { zh: '查看来源', en: 'See the sources' },
  toFailures: { zh: '查看失败的条目', en: 'See what failed' },
  toQuarantine: { zh: '去决定', en: 'Decide' },
});
