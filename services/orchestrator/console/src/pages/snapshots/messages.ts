import { defineMessages } from '../../language/messages.js';

export const messages = defineMessages({
  about: {
    zh: '播放端读到的目录：一份份签过名的快照，只有一份在用。',
    en: 'What players read: signed snapshots of the catalogue, one of them in use.',
  },
  publish: { zh: '立即发布', en: 'Publish now' },
  publishMore: { zh: '其他发布方式', en: 'Other ways to publish' },
  publishForced: { zh: '没有变化也发布', en: 'Publish even if nothing has changed' },
  publishStarted: { zh: '发布已排队', en: 'The publication is queued' },
  none: {
    zh: '还没有发布过，所以播放端看不到任何歌。下载几首歌再发布；以后每次下载完会自己发布。',
    en: 'Nothing was published yet, so players see no songs. Download some and publish; later each download job publishes by itself.',
  },

  inUse: { zh: '使用中', en: 'In use' },
  songs: { zh: '歌曲', en: 'Songs' },
  files: { zh: '文件', en: 'Files' },
  artists: { zh: '歌手', en: 'Artists' },
  playlists: { zh: '歌单', en: 'Playlists' },
  charts: { zh: '榜单', en: 'Charts' },
  size: { zh: '大小', en: 'Size' },
  id: { zh: '编号', en: 'Id' },
  signature: { zh: '签名', en: 'Signature' },
  signed: { zh: '有效', en: 'Valid' },
  notChecked: { zh: '还没检查', en: 'Not checked yet' },

  kept: { zh: '保留的快照', en: 'Kept snapshots' },
  keptAbout: { zh: '更旧的会自动删除。', en: 'Older ones are removed by themselves.' },
  when: { zh: '发布时间', en: 'Published' },
  actions: { zh: '操作', en: 'Actions' },
  actionsOf: { zh: (at: string) => `${at} 那份的操作`, en: (at: string) => `Actions for that of ${at}` },

  verify: { zh: '校验', en: 'Verify' },
  verifyTitle: { zh: (at: string) => `校验 ${at} 的快照`, en: (at: string) => `Check of the snapshot of ${at}` },
  verifying: { zh: '正在像播放端那样检查…', en: 'Checking it as a player would…' },
  valid: { zh: '没有问题', en: 'All is well' },
  invalid: { zh: '播放端会拒绝它', en: 'Players would refuse it' },
  checked: { zh: '检查了', en: 'Checked' },
  checkedWhat: {
    zh: '签名、有效期、大小与哈希、数据库结构',
    en: 'signature, expiry, size and hash, structure of its database',
  },
  signer: { zh: '签名的密钥', en: 'Signed by key' },
  nobody: { zh: '没有可信的密钥', en: 'No trusted key' },
  checkedAt: { zh: '时间', en: 'Time' },

  rollBack: { zh: '回滚到这一份', en: 'Roll back to this one' },
  rollBackAction: { zh: '回滚', en: 'Roll back' },
  rollBackTitle: { zh: (at: string) => `回滚到 ${at} 的快照？`, en: (at: string) => `Roll back to the snapshot of ${at}?` },
  rollBackText: {
    zh: '播放端会改用这一份。下一次发布若目录有变化，又会替换它。',
    en: 'Players switch to it. The next publication replaces it again if the catalogue differs.',
  },
  what: { zh: '内容', en: 'Content' },
  now: { zh: '现在', en: 'Now' },
  afterwards: { zh: '回滚后', en: 'After' },
  difference: { zh: '变化', en: 'Change' },
  same: { zh: '不变', en: 'same' },
  rolledBack: { zh: '已回滚', en: 'Rolled back' },
  isInUse: { zh: '它正在使用。', en: 'It is in use.' },
});
