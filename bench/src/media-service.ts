import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkHealth } from '@catalogsync/rpc';
import { command } from './command.js';

/** The media-server service as users run it, in its own process. */
export interface MediaService {
  readonly process: ChildProcess;
  readonly address: string;
  /** Peak of its resident memory so far, and its own memory now, without the program's text, in MB. */
  memoryMb(): { readonly peak: number; readonly own: number };
}

/** Starts it in a home with these settings; resolves when it is ready. */
export async function startService(root: string, name: string, settings: Readonly<Record<string, string>>): Promise<MediaService> {
  const address = `unix:${root}/${name}.sock`;
  const env = { ...process.env, ROOT_DIR: root, MEDIA_SERVER_RPC: address, LOG_LEVEL: 'error', ...settings };
  const child = spawn(command, ['serve', 'media-server'], { env, stdio: 'inherit' });
  while ((await checkHealth(address, { deadlineMs: 1_000 })) !== 'serving') {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    await sleep(100);
  }
  const memoryMb: MediaService['memoryMb'] = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const megabytes = (field: string): number => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1000;
    return { peak: megabytes('VmHWM'), own: megabytes('RssAnon') };
  };
  return { process: child, address, memoryMb };
}
