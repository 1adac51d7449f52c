import { defineMessages } from '../../language/messages.js';

/** What the page of one playlist says. */
export const messages = defineMessages({
  parts: { zh: '歌单的部分', en: 'Parts of this page' },
  songs: { zh: '歌曲', en: 'Songs' },
  history: { zh: '变动', en: 'History' },
  mirror: { zh: '媒体服务器', en: 'Media server' },
  syncNow: { zh: '立即同步', en: 'Sync now' },
  syncQueued: { zh: '已排入任务', en: 'Queued as a job' },
  preview: { zh: '镜像预览', en: 'Preview mirror' },
  noPlaylist: { zh: (id: string) => `没有歌单 ${id}`, en: (id: string) => `There is no playlist ${id}` },
  noPlaylistWhy: { zh: '它可能已不在目录中。', en: 'It may have left the catalogue.' },
  toPlaylists: { zh: '全部歌单', en: 'All playlists' },
  downloadedOf: { zh: (n: string, m: string) => `${m} 首中 ${n} 首已下载`, en: (n: string, m: string) => `${n} of ${m} songs downloaded` },
  songsN: { zh: (n: string) => `${n} 首歌曲`, en: (n: string) => `${n} songs` },
  downloaded: { zh: '已下载', en: 'Downloaded' },
  lastSync: { zh: '上次同步', en: 'Last sync' },
  never: { zh: '从未', en: 'Never' },
  foundIn: { zh: '所在来源', en: 'Found in' },
  plays: { zh: '播放次数', en: 'Plays' },
  problem: { zh: '上次没有同步成功', en: 'The last sync failed' },
  emptySince: {
    zh: '平台上现在看不到它的歌曲，这里的保留不变。',
    en: 'Its platform shows no songs in it at the moment. Those that are here stay.',
  },
  follow: { zh: '关注', en: 'Follow' },
  followHelp: { zh: '下载它的歌曲', en: 'Its songs are downloaded' },
  alwaysFollowed: { zh: '本地歌单的文件已经在了。', en: 'The files of local lists are there already.' },
  followed: { zh: '已关注', en: 'Followed' },
  unfollowed: { zh: '已取消关注；已有的文件保留', en: 'No longer followed; files that are there stay' },
  mirrorIt: { zh: '镜像到媒体服务器', en: 'Keep it on the media server' },
  mirrorHelp: { zh: '每次下载后更新那边的歌单', en: 'Jobs update the playlist there after downloads' },
  mode: { zh: '更新方式', en: 'How' },
  mirrored: { zh: '会保持在媒体服务器上', en: 'It is kept on the media server now' },
  unmirrored: { zh: '不再更新；那边的歌单保留', en: 'No longer updated; what is there stays' },
  modeSaved: { zh: '已更改更新方式', en: 'Changed' },
  noSongs: { zh: '还没有读取过歌曲。同步一次就有了。', en: 'Its songs were not read yet. A sync brings them.' },
  emptyList: { zh: '这个歌单是空的。', en: 'This playlist is empty.' },
});

/** Words of what syncs changed. */
export const historyMessages = defineMessages({
  noHistory: {
    zh: '还没有变动：每次同步后，增减和移动会记在这里。',
    en: 'Nothing has changed yet: each sync notes here what came, went and moved.',
  },
  first: { zh: (n: string) => `第一次同步：${n} 首`, en: (n: string) => `First sync: ${n} songs` },
  afterwards: { zh: (n: string) => `之后共 ${n} 首`, en: (n: string) => `${n} songs afterwards` },
  added: { zh: '新增', en: 'Added' },
  removed: { zh: '移除', en: 'Removed' },
  moved: { zh: '移动', en: 'Moved' },
  addedN: { zh: (n: string) => `新增 ${n} 首`, en: (n: string) => `${n} added` },
  removedN: { zh: (n: string) => `移除 ${n} 首`, en: (n: string) => `${n} removed` },
  movedN: { zh: (n: string) => `移动 ${n} 首`, en: (n: string) => `${n} moved` },
  at: { zh: (n: number) => `第 ${n} 位`, en: (n: number) => `no. ${n}` },
  fromTo: { zh: (a: number, b: number) => `第 ${a} → ${b} 位`, en: (a: number, b: number) => `no. ${a} → ${b}` },
  job: { zh: (id: number) => `任务 ${id}`, en: (id: number) => `Job ${id}` },
  older: { zh: '更早的', en: 'Older' },
  showAll: { zh: (n: string) => `全部 ${n} 处`, en: (n: string) => `Show all ${n}` },
  changes: { zh: '改动', en: 'Changes' },
  notListed: { zh: (n: string) => `另有 ${n} 处未列出`, en: (n: string) => `${n} more are not listed` },
});

/** Words of the playlist on the media server. */
export const mirrorMessages = defineMessages({
  noServer: {
    zh: '还没有选择媒体服务器。选好以后，这里能预览并更新那边的歌单。',
    en: 'No media server is chosen. Once there is one, what would change in its playlist is shown here.',
  },
  chooseServer: { zh: '选择媒体服务器', en: 'Choose a media server' },
  never: { zh: '还没有镜像过。', en: 'It was never mirrored.' },
  state: { zh: '在媒体服务器上', en: 'On the media server' },
  lastTime: { zh: '上次成功', en: 'Last success' },
  songsThen: { zh: '当时的歌曲', en: 'Songs at that time' },
  lacking: { zh: '服务器缺少', en: 'Lacking there' },
  lackingWhat: {
    zh: (n: string, m: string) => `${n} 首有文件，${m} 首还没下载`,
    en: (n: string, m: string) => `${n} with a file, ${m} not downloaded yet`,
  },
  why: { zh: '原因', en: 'Why' },
  problem: { zh: '上次失败', en: 'Failed last' },
  previewTitle: { zh: '会改什么', en: 'What would change' },
  preview: { zh: '预览', en: 'Preview' },
  again: { zh: '重新预览', en: 'Preview again' },
  previewWhy: {
    zh: '先看看那边的歌单会怎么变，什么都不会改。',
    en: 'See first how the playlist there would change. This changes nothing.',
  },
  asking: { zh: '正在问媒体服务器…', en: 'Asking the media server…' },
  created: { zh: '会新建这个歌单', en: 'The playlist would be made' },
  createdThere: { zh: '新建', en: 'created' },
  nothing: { zh: '两边一样，不用改。', en: 'Both are alike: nothing to change.' },
  afterwards: { zh: (n: string) => `之后共 ${n} 首`, en: (n: string) => `${n} tracks afterwards` },
  lackTitle: { zh: (n: string) => `服务器没有的 ${n} 首`, en: (n: string) => `${n} songs the server does not have` },
  hasFile: { zh: '有文件', en: 'has a file' },
  noFile: { zh: '还没下载', en: 'not downloaded' },
  tooMuch: { zh: '超过一半会被移除', en: 'More than half would go' },
  force: { zh: '我看过了，仍然移除', en: 'I have looked: remove them all the same' },
  needsForce: { zh: '请先勾选上面的确认。', en: 'Tick the box above first.' },
  apply: { zh: '更新那边的歌单', en: 'Update the playlist there' },
  applyTitle: { zh: '更新媒体服务器上的歌单', en: 'Update the playlist on the media server' },
  applyWhat: {
    zh: (server: string, change: string) => `${server} 上的歌单：${change}。`,
    en: (server: string, change: string) => `The playlist on ${server}: ${change}.`,
  },
  applied: { zh: '已更新', en: 'Updated' },
});

/** Why a playlist is kept on the media server, or not. */
export const mirrorReasons = defineMessages({
  followed: { zh: '因为它被关注', en: 'Because it is followed' },
  chosen: { zh: '由您选择', en: 'You chose it' },
  left_out: { zh: '由您排除', en: 'You left it out' },
  not_followed: { zh: '因为它没被关注', en: 'Because it is not followed' },
  turned_off: { zh: '镜像功能已关闭（MIRROR_PLAYLISTS）', en: 'Mirroring is turned off (MIRROR_PLAYLISTS)' },
});
