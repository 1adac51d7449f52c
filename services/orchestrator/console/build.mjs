import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import openapiTypes, { astToString } from 'openapi-typescript';
import { build } from 'vite';
import { openApi } from './openapi.mjs';
import { filesByPage, pageSizes, sharedFiles, sizeTable } from './page-sizes.ts';
import { navigation, pageTitles, shellWords } from './src/shell/page-titles.ts';

/**
 * Types of the API first, from the built service; then the pages; then what the server needs to send them: words and files of each
 * page, and compressed forms. Run in this folder, after the build of the service.
 */

const target = 'dist';
/** Smaller files gain less than the header that says so. */
const compressFrom = 1_000;

const types = astToString(await openapiTypes(await openApi()));
mkdirSync('src/api', { recursive: true });
writeFileSync('src/api/schema.gen.ts', `// Generated from the document of the API by the build; never edited.\n${types}`);
await build();

// What the server completes.
const page = readFileSync(join(target, 'index.html'), 'utf8');
for (const part of ['<html lang="', '<title>', '<div id="root"></div>', 'data-sse-url="/api/events/stream"']) {
  if (page.split(part).length !== 2) throw new Error(`index.html should have ${part} once: the server completes it there`);
}

const manifest = JSON.parse(readFileSync(join(target, '.vite/manifest.json'), 'utf8'));
const shared = sharedFiles(manifest);
const preload = Object.fromEntries(Object.entries(filesByPage(manifest)).map(([name, files]) => [name, [...shared, ...files]]));
const shell = { titles: pageTitles, navigation, words: shellWords, preload };
writeFileSync(join(target, 'shell.json'), `${JSON.stringify(shell)}\n`);

const gzipped = (file) => gzipSync(readFileSync(join(target, file)), { level: 9 });
// The worker of the live stream is not in the manifest.
const always = ['boot.js', ...globSync('assets/*-worker-*.js', { cwd: target })];
const sizes = pageSizes(manifest, always, (file) => gzipped(file).length);
process.stdout.write(sizeTable(sizes));
if (sizes.some(({ bytes, limit }) => bytes > limit)) throw new Error('a page is too heavy: load later what is not needed at once');

for (const file of globSync('**/*.{js,css,svg}', { cwd: target })) {
  if (statSync(join(target, file)).size < compressFrom) continue;
  writeFileSync(join(target, `${file}.gz`), gzipped(file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(target, `${file}.br`), brotliCompressSync(readFileSync(join(target, file)), { params }));
}
