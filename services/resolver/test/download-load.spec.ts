import { requireProgram } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { runDownloadLoad } from './download-load.js';

// Real here: the engine as the service builds it, SQLite, files, HTTP, TagLib. The large form is `npm run bench downloads`.
(requireProgram('ffmpeg') ? describe : describe.skip)('when one of five sources hangs, one refuses and one serves broken files', () => {
  it('ends every song with a verified file or a true "not found"', async () => {
    const result = await runDownloadLoad(20, true);
    expect(result).toMatchObject({ succeeded: 18, notFound: 2, failed: 0, verified: 18, fromBroken: 0 });
  });
});
