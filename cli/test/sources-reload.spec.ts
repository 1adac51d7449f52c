import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, a resolver that it serves, settings files.
afterAll(removeFolders);

describe('when sources are reloaded', () => {
  it('a running resolver reads both files again, and the answer says what has changed', async () => {
    const home = temporaryFolder();
    const stop = new AbortController();
    const served = catalogsync(['serve', 'resolver', '--home', home], { signal: stop.signal });
    const reload = () => catalogsync(['sources', 'reload', '--home', home, '--json']);
    try {
      await until(async () => (await reload()).code === 0);
      writeFileSync(join(home, 'catalogsync.env'), `SUBSONIC_URL=http://127.0.0.1:1\nSUBSONIC_USER=me\nDOWNLOAD_WORKERS=3\n`);
      writeFileSync(join(home, 'secrets.env'), 'SUBSONIC_PASSWORD=hush-hush\n');
      const { code, stdout } = await reload();
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        {
          sources: [
            { name: 'subsonic', wasConfigured: false, configured: true, keys: ['SUBSONIC_URL', 'SUBSONIC_USER', 'SUBSONIC_PASSWORD'] },
          ],
          restartKeys: ['DOWNLOAD_WORKERS'],
        },
      ]);
      expect((await catalogsync(['sources', 'reload', '--home', home])).stdout).toBe(
        'no key of a source has changed\nchanged, but read only at a restart: DOWNLOAD_WORKERS\n',
      );
    } finally {
      stop.abort();
      await served;
    }
  });

  it('without a running resolver one line says that there is nothing to do', async () => {
    const { code, stderr } = await catalogsync(['sources', 'reload', '--home', temporaryFolder()]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^catalogsync: no resolver is running in [^\n]+\n/)]);
  });
});
