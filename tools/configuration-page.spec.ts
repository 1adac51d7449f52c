import { readFileSync } from 'node:fs';
import { type ConfigKeys, serviceNames } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { renderConfigurationPage } from './configuration-page.js';

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
});
