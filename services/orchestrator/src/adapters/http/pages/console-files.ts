import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '@catalogsync/faults';
import {
  type Answer,
  fileAnswer,
  type IncomingRequest,
  privatePage,
  RequestFault,
  type StoredCoding,
  storedCoding,
} from '@catalogsync/http';
import type { Shell } from './page-shell.js';

/** Beside the bundled command, or where the build of the front end leaves them. */
const builtFolders = ['./console/', '../../../../console/dist/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** The built front end, as one build left it. */
interface Build {
  readonly folder: string;
  /** Of its page: a later build has another one. */
  readonly builtAt: number;
  readonly template: string;
  readonly shell: Shell;
  /** What may be asked for, by its name; nothing else leaves the folder. */
  readonly assets: ReadonlyMap<string, readonly StoredCoding[]>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

const suffixes: Readonly<Record<StoredCoding, string>> = { br: '.br', gzip: '.gz' };

/** Vite gives what it builds a hash in its name; files of `public` keep theirs. */
const isHashed = (name: string): boolean => name.startsWith('assets/');

/** The built front end of the console. */
export class ConsoleFiles {
  private kept: Build | undefined;

  constructor(private readonly folders: readonly string[] = builtFolders) {}

  /**
   * The page that all addresses share, and what completes it.
   * @throws Fault `unavailable` if there is none
   */
  async page(): Promise<Pick<Build, 'template' | 'shell'>> {
    return this.build();
  }

  /**
   * A file that the pages load.
   * @throws Fault `not_found`, `unavailable`
   */
  async asset({ raw, headers }: IncomingRequest, name: string): Promise<Answer> {
    const { folder, assets } = await this.build();
    const codings = assets.get(name);
    const coding = codings && storedCoding(headers['accept-encoding'], codings);
    const path = coding === undefined ? name : name + suffixes[coding];
    const answer = codings && (await fileAnswer(raw, { root: folder, path, headers: headersOf(name, coding) }));
    if (answer !== undefined) return answer;
    throw new Fault('not_found', 'the console has no such file', { hint: 'Reload the page: it names the files of the version that runs.' });
  }

  private async build(): Promise<Build> {
    for (const folder of this.folders) {
      const builtAt = await writtenAt(join(folder, 'index.html'));
      if (builtAt === undefined) continue;
      if (this.kept?.folder !== folder || this.kept.builtAt !== builtAt) this.kept = await readBuild(folder, builtAt);
      return this.kept;
    }
    throw new RequestFault('unavailable', 'the pages of the console are not built', { hint: 'Build them: npm run build' });
  }
}

function headersOf(name: string, coding: StoredCoding | undefined): Record<string, string> {
  return {
    ...privatePage,
    'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
    'cache-control': isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(coding === undefined ? {} : { 'content-encoding': coding }),
  };
}

async function writtenAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    // Whatever the reason, there is no page to answer with.
    return undefined;
  }
}

/** The page itself, what completes it, and the notes of Vite are not for browsers. */
const isAsset = (name: string): boolean => !/^(index\.html|shell\.json|\.)/.test(name) && !/\.(br|gz)$/.test(name);

async function readBuild(folder: string, builtAt: number): Promise<Build> {
  const template = await readFile(join(folder, 'index.html'), 'utf8');
  const shell = JSON.parse(await readFile(join(folder, 'shell.json'), 'utf8')) as Shell;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = new Set(entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(folder, join(parentPath, name))));
  const codingsOf = (name: string) => (['br', 'gzip'] as const).filter((coding) => names.has(name + suffixes[coding]));
  return { folder, builtAt, template, shell, assets: new Map([...names].filter(isAsset).map((name) => [name, codingsOf(name)])) };
}
