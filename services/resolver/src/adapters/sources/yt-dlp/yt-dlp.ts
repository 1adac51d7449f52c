import { open, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { wholeNumber } from '../../../core/sources/described.js';
import type { FetchProgress, FetchRequest } from '../../../core/sources/fetch.js';
import { fileWithin } from '../file-within.js';
import { failureOf } from './failures.js';
import { type ProcessOutcome, runProcess } from './supervised-process.js';

export interface YtDlpSettings {
  /** A path, or a name to look for in the usual places. */
  readonly program: string;
  /** Milliseconds without output before a run is stopped. */
  readonly idleTimeoutMs: number;
  /** Milliseconds that a stopped run has to end by itself. Default 2,000. */
  readonly graceMs?: number;
}

/** Where to look for the program; this process's own environment is neither consulted nor passed on. */
const searchPath = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

const always = ['--ignore-config', '--no-cache-dir', '--no-warnings', '--socket-timeout', '20', '--retries', '2'] as const;

/** Audio only if available, else anything with audio; never a clip, which SoundCloud offers with or instead of a song. */
const wholeSongs = 'bestaudio[format_id!*=_preview]/best[format_id!*=_preview]';

const progressTemplate = 'download:[P] %(progress.downloaded_bytes)s|%(progress.total_bytes)s|%(progress.total_bytes_estimate)s';

/** Where a download goes. */
type Target = Pick<FetchRequest, 'stagingFolder' | 'maxBytes' | 'report'>;

/** The program yt-dlp: found on this machine, run without a shell, one process per call. */
export class YtDlp {
  constructor(private readonly settings: YtDlpSettings) {}

  /** The release, such as `2023.03.04`. @throws Fault `failed_precondition` if it is not installed */
  async version(signal: AbortSignal): Promise<string> {
    const outcome = await this.run('yt-dlp', ['--ignore-config', '--version'], '/', signal);
    const version = outcome.stdout.trim();
    if (!/^[\w.@+-]{1,60}$/.test(version)) throw new Fault('data_corrupt', 'yt-dlp --version: unexpected answer');
    return version;
  }

  /** What `yt-dlp -J` prints for an address or a search. @throws Fault by what went wrong at the site */
  async describe<S extends TSchema>(
    site: string,
    address: string,
    options: readonly string[],
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const { stdout } = await this.run(site, [...always, '-J', ...options, '--', address], '/', signal);
    return shape.parse(stdout, `yt-dlp ${site}`);
  }

  /**
   * Downloads the audio of one address as `track.<ext>` and returns its path. Discards what an earlier try left,
   * because its addresses were made for that try.
   */
  async download(site: string, address: string, target: Target, signal: AbortSignal): Promise<string> {
    await removeTracks(target.stagingFolder);
    try {
      return await this.downloadFresh(site, address, target, signal);
    } catch (error) {
      await removeTracks(target.stagingFolder);
      throw error;
    }
  }

  private async downloadFresh(site: string, address: string, target: Target, signal: AbortSignal): Promise<string> {
    const tooLarge = new AbortController();
    let path = '';
    const onLine = (line: string): void => {
      if (line.startsWith('[F] ')) path = resolve(target.stagingFolder, line.slice(4));
      const progress = parseProgress(line);
      if (progress === undefined) return;
      target.report(progress);
      if (progress.bytesDone > target.maxBytes) tooLarge.abort(sizeFault(target.maxBytes));
    };
    const options = ['--no-playlist', '-f', wholeSongs, '-q', '--progress', '--newline', '--progress-template', progressTemplate];
    const output = [
      '--no-mtime',
      '--max-filesize',
      String(target.maxBytes),
      '--print',
      'after_move:[F] %(filepath)s',
      '-o',
      'track.%(ext)s',
    ];
    await this.run(
      site,
      [...always, ...options, ...output, '--', address],
      target.stagingFolder,
      AbortSignal.any([signal, tooLarge.signal]),
      onLine,
    );
    // yt-dlp silently skips a file that is too large, and reports success.
    if (path === '') throw sizeFault(target.maxBytes);
    return accepted(path, target.stagingFolder, target.maxBytes);
  }

  private async run(
    site: string,
    args: readonly string[],
    cwd: string,
    signal: AbortSignal,
    onLine?: (line: string) => void,
  ): Promise<ProcessOutcome> {
    const outcome = await runProcess({
      program: this.settings.program,
      args,
      cwd,
      env: { PATH: searchPath, HOME: homedir(), LANG: 'C.UTF-8', PYTHONUTF8: '1' },
      idleTimeoutMs: this.settings.idleTimeoutMs,
      graceMs: this.settings.graceMs ?? 2000,
      totalTimeoutMs: onLine === undefined ? 120_000 : 3_600_000,
      maxOutputBytes: 64 * 1024 * 1024,
      signal,
      ...(onLine === undefined ? {} : { onLine }),
    }).catch((error: unknown) => {
      const fault = toFault(error);
      if (fault.code !== 'failed_precondition') throw fault;
      throw new Fault(fault.code, fault.message, { hint: 'Install yt-dlp, or say where it is with YTDLP_PROGRAM.', cause: error });
    });
    const failure = failureOf(site, outcome);
    if (failure !== undefined) throw failure;
    return outcome;
  }
}

/** Parses a line made by `progressTemplate`; `NA` means unknown. */
function parseProgress(line: string): FetchProgress | undefined {
  const [, done, total, estimate] = /^\[P\] ([\d.]+|NA)\|([\d.]+|NA)\|([\d.]+|NA)$/.exec(line) ?? [];
  if (done === undefined || done === 'NA') return undefined;
  const known = [total, estimate].map(Number).find((bytes) => bytes > 0);
  return { bytesDone: Math.round(Number(done)), bytesTotal: wholeNumber(known) };
}

/** Accepts the file that the program names only if it is in the folder, not a link, not empty and not too large. */
async function accepted(path: string, folder: string, maxBytes: number): Promise<string> {
  try {
    const size = (await fileWithin(path, folder))?.size ?? 0;
    if (size === 0) throw new Fault('data_corrupt', 'yt-dlp names no file in its own folder');
    if (size > maxBytes) throw sizeFault(maxBytes);
    const handle = await open(path);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return path;
  } catch (error) {
    const fault = toFault(error);
    throw fault.code === 'not_found' ? new Fault('data_corrupt', 'yt-dlp names a file that is not there', { cause: error }) : fault;
  }
}

function sizeFault(maxBytes: number): Fault {
  return new Fault('data_corrupt', `the file is larger than the ${maxBytes} bytes allowed`);
}

async function removeTracks(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) if (name.startsWith('track.')) await rm(join(folder, name), { force: true, recursive: true });
  } catch (error) {
    throw toFault(error);
  }
}
