import type { IconName } from '../kit/icons.js';
import type { Tone } from '../kit/status.js';
import { defineMessages } from './messages.js';

// The words for playlists and songs, under the names that the API has for them; see `wordFor`.

/** Whether the songs of a playlist were read from its source. */
export const syncStates = defineMessages({
  synced: { zh: '已同步', en: 'Synced' },
  pending: { zh: '待同步', en: 'To be synced' },
  failed: { zh: '同步失败', en: 'Sync failed' },
});

/** Only what needs the owner has a colour. */
export const syncTones: Readonly<Record<string, Tone>> = { failed: 'bad' };

export const syncIcons: Readonly<Record<string, IconName>> = { synced: 'ok' };

/** Whether a song has a file. */
export const songStates = defineMessages({
  downloaded: { zh: '已下载', en: 'Downloaded' },
  missing: { zh: '缺文件', en: 'Missing' },
  gone: { zh: '已移出', en: 'Gone' },
});

export const songIcons: Readonly<Record<string, IconName>> = { downloaded: 'ok', gone: 'remove' };

/** What a pool of playlists is. */
export const poolKinds = defineMessages({
  toplist: { zh: '榜单', en: 'Charts' },
  playlist_square: { zh: '歌单广场', en: 'Browse' },
  playlist_file: { zh: '歌单文件', en: 'Playlist files' },
  named: { zh: '指定的歌单', en: 'Named by you' },
  library: { zh: '音乐库', en: 'Library' },
});

/** Platforms that are no service with a name of its own. */
export const ownPlatforms = defineMessages({
  library: { zh: '音乐库', en: 'Library' },
  file: { zh: '歌单文件', en: 'Playlist files' },
});

/** How a playlist is kept on the media server. */
export const mirrorModeWords = defineMessages({
  reconcile: { zh: '只改不同之处', en: 'Change only what differs' },
  append: { zh: '只增不减', en: 'Add, never remove' },
  replace: { zh: '整个重写', en: 'Write anew' },
});
