import type { ComponentType } from 'react';
import type { IconName } from '../kit/icons.js';
import type { PageName } from './page-titles.js';

interface PageModule {
  readonly default: ComponentType;
}

/** A page: its address, its sign, and the code that is loaded when it is opened. */
export interface PageEntry {
  readonly path: string;
  readonly icon: IconName;
  readonly load: () => Promise<PageModule>;
}

export const pages: Readonly<Record<Exclude<PageName, 'login' | 'notFound'>, PageEntry>> = {
  dashboard: { path: '/dashboard', icon: 'overview', load: () => import('../pages/dashboard/page.js') },
  jobs: { path: '/jobs', icon: 'jobs', load: () => import('../pages/jobs/page.js') },
  job: { path: '/jobs/:id', icon: 'jobs', load: () => import('../pages/job/page.js') },
  playlists: { path: '/playlists', icon: 'playlists', load: () => import('../pages/playlists/page.js') },
  playlist: { path: '/playlists/:id', icon: 'playlists', load: () => import('../pages/playlist/page.js') },
  songs: { path: '/songs', icon: 'songs', load: () => import('../pages/songs/page.js') },
  song: { path: '/songs/:id', icon: 'songs', load: () => import('../pages/song/page.js') },
  logs: { path: '/logs', icon: 'logs', load: () => import('../pages/logs/page.js') },
  config: { path: '/config', icon: 'settings', load: () => import('../pages/config/page.js') },
  ranking: { path: '/ranking', icon: 'ranking', load: () => import('../pages/ranking/page.js') },
  library: { path: '/library', icon: 'library', load: () => import('../pages/library/page.js') },
  media: { path: '/media', icon: 'media', load: () => import('../pages/media/page.js') },
  snapshots: { path: '/snapshots', icon: 'snapshots', load: () => import('../pages/snapshots/page.js') },
  account: { path: '/account', icon: 'account', load: () => import('../pages/account/page.js') },
  setup: { path: '/setup', icon: 'star', load: () => import('../pages/setup/page.js') },
};

const nothing = (): undefined => undefined;

/** Fetches the code of the page at a path. Never rejects: without its code the page itself says what is wrong. */
export async function fetchPage(path: string): Promise<void> {
  const shape = path.replace(/^(\/[^/]+\/).+$/, '$1:id');
  const page = Object.values(pages).find((entry) => entry.path === shape);
  await page?.load().catch(nothing);
}
