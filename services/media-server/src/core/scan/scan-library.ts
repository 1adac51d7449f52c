import { Fault, toFault } from '@catalogsync/faults';
import type { MediaServer } from '../servers/media-server.js';

export interface ScanOrder {
  /** As the server sees them; none for the whole library. */
  readonly folders: readonly string[];
  /** How long to wait for the end; 0 returns once it was started. */
  readonly waitMs: number;
}

export interface ScanResult {
  /** The end was seen; otherwise the scan goes on. */
  readonly ended: boolean;
  /** Since it was started. */
  readonly ms: number;
  /** What was scanned, as the server sees it; none for everything. */
  readonly folders: readonly string[];
}

export interface ScanTime {
  now(): number;
  /** Rejects with the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** Between two questions: soon at first, because single folders take a moment. */
const [shortestPauseMs, longestPauseMs] = [200, 3_000];
/** A server that is restarted or busy does not answer for a while. */
const mostFailuresInARow = 5;

/**
 * Starts a scan and waits for its end.
 * @param report milliseconds since it was started, now and then
 * @throws Fault if it cannot be started, or if the server does not answer any more
 */
export async function scanLibrary(
  server: MediaServer,
  { folders, waitMs }: ScanOrder,
  time: ScanTime,
  report: (ms: number) => void,
  signal: AbortSignal,
): Promise<ScanResult> {
  const startedAt = time.now();
  const scanned = server.scansFolders ? folders : [];
  for (const folder of scanned.length === 0 ? [undefined] : scanned) await server.triggerLibraryScan(folder, signal);
  const passed = (): number => time.now() - startedAt;
  let [pauseMs, failures, ended] = [shortestPauseMs, 0, false];
  while (!ended && passed() < waitMs) {
    report(passed());
    try {
      ended = !(await server.isLibraryScanning(signal));
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!mayPass(error) || failures === mostFailuresInARow) throw error;
    }
    if (ended) break;
    await time.pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
  return { ended, ms: passed(), folders: scanned };
}

const mayPass = (error: unknown): boolean => {
  const { code, retry } = toFault(error);
  return retry === 'later' && code !== 'internal';
};

/**
 * A folder of our library as the server sees it.
 * @param root where the server sees our library
 * @throws Fault `invalid_argument` for one that leaves the library
 */
export function folderOnServer(root: string, folder: string): string {
  if (folder.startsWith('/') || folder.split('/').includes('..'))
    throw new Fault('invalid_argument', `"${folder}" is not a folder of the library`);
  return folder === '' || folder === '.' ? root : `${root.replace(/\/+$/, '')}/${folder}`;
}
