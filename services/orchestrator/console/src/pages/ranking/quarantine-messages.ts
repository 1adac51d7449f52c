import { defineMessages } from '../../language/messages.js';

export const quarantineMessages = defineMessages({
  title: { zh: '没通过校验的文件', en: 'Files that failed verification' },
  about: {
    zh: '它们没有进音乐库，等您决定。',
    en: 'They were not put into the library and wait for your decision.',
  },
  showDecided: { zh: '也显示已处理的', en: 'Also show decided ones' },
  empty: { zh: '没有等待决定的文件：下载的都通过了校验。', en: 'No file waits for a decision: what was downloaded passed verification.' },
  emptyAll: { zh: '还没有文件没通过校验。', en: 'No file has failed verification yet.' },
  from: { zh: (source: string) => `来自 ${source}`, en: (source: string) => `from ${source}` },

  approve: { zh: '接受', en: 'Approve' },
  reject: { zh: '拒绝', en: 'Reject' },
  approved: { zh: '已接受', en: 'Approved' },
  rejected: { zh: '已拒绝', en: 'Rejected' },
  expired: { zh: '已腾出空间', en: 'Made room' },
  approveTitle: { zh: (title: string) => `接受《${title}》的文件？`, en: (title: string) => `Approve the file for “${title}”?` },
  rejectTitle: { zh: (title: string) => `拒绝《${title}》的文件？`, en: (title: string) => `Reject the file for “${title}”?` },
  approveText: {
    zh: '文件按现在的样子放进音乐库，这次下载算成功。',
    en: 'The file goes into the library as it is, and its download succeeds with it.',
  },
  rejectText: {
    zh: '文件会被删除；同样的内容和它在来源那里的编号不再使用。不能撤销。',
    en: 'The file is removed, and neither its content nor its id at the source is used again. This cannot be undone.',
  },
  approvedNow: { zh: '已接受，文件放进音乐库', en: 'Approved: the file goes into the library' },
  rejectedNow: { zh: '已拒绝，文件已删除', en: 'Rejected: the file is removed' },
});
