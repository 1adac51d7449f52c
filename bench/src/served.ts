import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentWav, TroubledSources } from '@catalogsync/testkit';
import { command } from './command.js';
import { median, printTable } from './table.js';
import { environment, firstAnswer } from './up.js';

const files = 2_000;
const rounds = 5;
/** Some machines are busy. */
const patienceMs = 300_000;

/**
 * How soon a fresh home with 2,000 local files answers while a dead, a hanging and a lying source are configured. The yardstick is
 * the same home without them.
 */
export async function runServedBench(): Promise<void> {
  const base = await mkdtemp(join(tmpdir(), 'served-'));
  const troubles = await TroubledSources.start(join(base, 'downloads'));
  try {
    const library = join(base, 'library');
    await makeLibrary(library);
    const [plain, troubled]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      plain.push(await firstAnswerOf(join(base, `plain-${round}`), library, {}));
      troubled.push(await firstAnswerOf(join(base, `troubled-${round}`), library, troubles.settings));
    }
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
    const [with3, without] = [median(troubled), median(plain)];
    printTable(
      ['figure', 'median', 'yardstick', 'ratio'],
      [['first answer with three bad sources', seconds(with3), `without ${seconds(without)}`, (with3 / without).toFixed(2)]],
    );
    console.log(`${files.toLocaleString('en')} files, ${rounds} fresh homes each; the goal is 1.2`);
  } finally {
    await troubles.stop();
    await rm(base, { recursive: true, force: true });
  }
}

/** A hundred small files of different content in each folder. */
async function makeLibrary(library: string): Promise<void> {
  for (let at = 0; at < files; at++) {
    const folder = join(library, `album ${Math.floor(at / 100)}`);
    if (at % 100 === 0) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `歌手${at % 97} - 歌曲 ${at}.wav`), silentWav(at));
  }
}

async function firstAnswerOf(home: string, library: string, sources: Readonly<Record<string, string>>): Promise<number> {
  const env = { ...(await environment()), ...sources };
  const begin = performance.now();
  const child = spawn(command, ['up', '--home', home, '--library', library], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    return await firstAnswer(`http://127.0.0.1:${env.PUBLIC_API_PORT}/v1/tracks?limit=1`, begin, patienceMs);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}
