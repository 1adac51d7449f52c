import { createHash } from 'node:crypto';
import { lstat, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { copySynced, makeFolder, syncFolder } from '@catalogsync/runtime';
import type { StagingArea } from '../../core/downloads/ports.js';
import { orNothing } from '../../core/sources/answers.js';

/** Ids are made here; any other text must not lead out of the folder. */
const safeId = /^[A-Za-z0-9-]{1,64}$/;

/** `<root>/fetches/<download>/<fetch>/…` and `<root>/quarantine/<id>.<ext>`, both on one file system. */
export class LocalStaging implements StagingArea {
  private readonly fetches: string;
  private readonly quarantineFolder: string;

  constructor(root: string) {
    this.fetches = join(root, 'fetches');
    this.quarantineFolder = join(root, 'quarantine');
  }

  async openFetch(downloadId: string, source: string, fetchKey: string): Promise<string> {
    // Names chosen by a source are hashed, to keep them out of paths.
    const key = createHash('sha256')
      .update(JSON.stringify([source, fetchKey]))
      .digest('hex')
      .slice(0, 32);
    return made(join(this.ofDownload(downloadId), key));
  }

  async admit(folder: string, path: string, maxBytes: number): Promise<void> {
    const outside = new Fault('data_corrupt', 'the source delivered something other than a file in its own folder');
    try {
      const real = await realpath(path);
      const stat = await lstat(path);
      if (!stat.isFile() || stat.nlink !== 1 || !real.startsWith((await realpath(folder)) + sep)) throw outside;
      if (stat.size > maxBytes) throw new Fault('data_corrupt', `the file has more than the ${maxBytes} bytes allowed`);
    } catch (error) {
      const fault = toFault(error);
      throw fault.code === 'not_found' ? new Fault('data_corrupt', 'the source delivered no file', { cause: error }) : fault;
    }
  }

  async copy(path: string, folder: string): Promise<string> {
    const target = join(folder, `track${safeExtension(path)}`);
    await copySynced(path, target).catch(rethrow);
    return target;
  }

  async withExtension(path: string, ext: string): Promise<string> {
    const target = join(dirname(path), `audio.${ext}`);
    if (path !== target) await renamed(path, target);
    return target;
  }

  async quarantine(path: string, id: string): Promise<string> {
    await made(this.quarantineFolder);
    const target = join(this.quarantineFolder, `${checked(id)}${safeExtension(path)}`);
    await renamed(path, target);
    await syncFolder(this.quarantineFolder);
    return target;
  }

  async restore(path: string, downloadId: string): Promise<string> {
    if (dirname(path) !== this.quarantineFolder) throw new Fault('permission_denied', 'the file is not in quarantine');
    const folder = await made(join(this.ofDownload(downloadId), 'approved'));
    const target = join(folder, `audio${safeExtension(path)}`);
    await renamed(path, target);
    return target;
  }

  async holds(path: string): Promise<boolean> {
    return (await orNothing(['not_found'], () => lstat(path)))?.isFile() === true;
  }

  async discard(path: string): Promise<void> {
    const inside = path.startsWith(this.fetches + sep) || dirname(path) === this.quarantineFolder;
    if (!inside) throw new Fault('permission_denied', `refused to remove a file outside staging: ${basename(path)}`);
    await removed(path);
  }

  async discardDownload(downloadId: string): Promise<void> {
    await removed(this.ofDownload(downloadId));
  }

  async sweep(keep: () => Promise<ReadonlySet<string>>): Promise<void> {
    await made(this.fetches);
    const names = await readdir(this.fetches);
    const kept = await keep();
    for (const name of names) {
      if (safeId.test(name) && !kept.has(name)) await removed(join(this.fetches, name));
    }
  }

  private ofDownload(downloadId: string): string {
    return join(this.fetches, checked(downloadId));
  }
}

function checked(id: string): string {
  if (!safeId.test(id)) throw new Fault('invalid_argument', 'this is not a download id');
  return id;
}

function safeExtension(path: string): string {
  const ext = extname(path);
  return /^\.[A-Za-z0-9]{1,8}$/.test(ext) ? ext.toLowerCase() : '.bin';
}

async function made(folder: string): Promise<string> {
  await makeFolder(folder, 0o750).catch(rethrow);
  return folder;
}

async function renamed(from: string, to: string): Promise<void> {
  await rename(from, to).catch(rethrow);
}

async function removed(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(rethrow);
}

function rethrow(error: unknown): never {
  throw toFault(error);
}
