import { readFileSync } from 'node:fs';
import { type ConfigKey, type ConfigKeys, serviceNames } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { renderConfigurationPage } from './configuration-page.js';

const isOfWork = ([, { belongsTo }]: [string, ConfigKey]): boolean => belongsTo === 'work';

describe('when a key of the configuration is added or changed', () => {
  it('docs/configuration.md says so too (npm run generate:docs)', async () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(renderConfigurationPage(keyGroups(await loadServices(serviceNames))));
  });

  it('has a help text', async () => {
    for (const { keys } of keyGroups(await loadServices(serviceNames))) {
      for (const [name, key] of Object.entries(keys)) expect([name, key.help.length > 10]).toEqual([name, true]);
    }
  });

  it('has a default that the page shows, or must be set', async () => {
    const all = Object.assign({}, ...keyGroups(await loadServices(serviceNames)).map(({ keys }) => keys)) as ConfigKeys;
    const fallback = (name: string): unknown => all[name]?.fallback(fallback);
    const required = Object.keys(all).filter((name) => typeof fallback(name) === 'symbol');
    expect(Object.keys(all).filter((name) => all[name]?.defaultText === undefined)).toEqual(required);
    expect(Object.keys(all).length).toBeGreaterThan(required.length);
  });

  it('is of the machine, unless nothing it may contain is a program, path, address or secret', async () => {
    const work = keyGroups(await loadServices(serviceNames)).flatMap(({ keys }) => Object.entries(keys).filter(isOfWork));
    const bounded = work.filter(([, { range }]) => range !== '');
    expect(bounded.filter(([, { kind, secret }]) => kind === 'port' || kind === 'address' || secret)).toEqual([]);
    // Free text: think about what else it could say before you add one.
    expect([...new Set(work.filter((one) => !bounded.includes(one)).map(([name]) => name))].sort()).toEqual([
      // The ids of playlists among them: one that does not have the platform's form is refused before it is sent anywhere.
      'ACTIVE_MEDIA_SERVER',
      'ARCHIVE_COLLECTIONS',
      'ARCHIVE_CONTACT',
      'ARCHIVE_PLAYLISTS',
      'DEEZER_GENRES',
      'DEEZER_PLAYLISTS',
      'DOWNLOAD_LISTS',
      'DOWNLOAD_QUALITY',
      'DOWNLOAD_QUALITY_FLOOR',
      'DOWNLOAD_SOURCES',
      'HIFI_PLAYLISTS',
      'JAMENDO_PLAYLISTS',
      'JAMENDO_PLAYLIST_SEARCHES',
      'JELLYFIN_LIBRARIES',
      'JELLYFIN_USER',
      'KUWO_PLAYLISTS',
      'LISTENBRAINZ_PLAYLISTS',
      'LISTENBRAINZ_RANGES',
      'LISTENBRAINZ_USER',
      'MIGU_PLAYLISTS',
      'MUSICBRAINZ_CONTACT',
      'MUSICBRAINZ_PLAYLISTS',
      'NAVIDROME_LIBRARIES',
      'NETEASE_CATEGORIES',
      'NETEASE_PLAYLISTS',
      'PLEX_LIBRARIES',
      'QIANQIAN_PLAYLISTS',
      'QOBUZ_FEATURED',
      'QOBUZ_PLAYLISTS',
      'QQ_CATEGORIES',
      'QQ_PLAYLISTS',
      'SERVER_ACTIVE',
      'TIDAL_CHARTS',
      'TIDAL_COUNTRY',
      'TIDAL_PLAYLISTS',
    ]);
  });
});
