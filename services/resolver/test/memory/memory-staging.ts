import { Fault } from '@catalogsync/faults';
import type { StagingArea } from '../../src/core/downloads/ports.js';
import type { AudioMeter, ContentsReader, FileContents, Measurement } from '../../src/core/verification/ports.js';

/** What a reader and a meter find in a file. */
export interface MemoryFile {
  readonly contents: FileContents;
  readonly measurement: Measurement;
}

const sound = { bitrate: 320_000, sampleRate: 44_100, bitDepth: undefined, durationMs: 269_000, lossless: false };

/** A good MP3, unless told otherwise. */
export function audioFile(audio: Partial<typeof sound> = {}, contents: Partial<FileContents> = {}): MemoryFile {
  const good = { fileSizeBytes: 9_000_000, sha256: 'ab', ext: 'mp3', longestZeroRun: 0, audioBytes: 8_000_000, uncompressed: false };
  return { contents: { ...good, damage: undefined, ...contents }, measurement: { kind: 'audio', audio: { ...sound, ...audio } } };
}

/** Keeps staged files for the life of the process, and reads and measures them. */
export class MemoryStaging implements StagingArea, ContentsReader, AudioMeter {
  readonly files = new Map<string, MemoryFile>();

  async openFetch(downloadId: string, source: string, fetchKey: string): Promise<string> {
    return `/fetches/${downloadId}/${source} ${fetchKey}`;
  }

  async admit(folder: string, path: string): Promise<void> {
    if (!path.startsWith(`${folder}/`) || !this.files.has(path)) throw new Fault('data_corrupt', 'the source delivered no file');
  }

  async copy(path: string, folder: string): Promise<string> {
    this.files.set(`${folder}/track`, this.at(path));
    return `${folder}/track`;
  }

  async withExtension(path: string, ext: string): Promise<string> {
    return this.move(path, `${path}.${ext}`);
  }

  async quarantine(path: string, id: string): Promise<string> {
    return this.move(path, `/quarantine/${id}`);
  }

  async restore(path: string, downloadId: string): Promise<string> {
    return this.move(path, `/fetches/${downloadId}/approved`);
  }

  async holds(path: string): Promise<boolean> {
    return this.files.has(path);
  }

  async discard(path: string): Promise<void> {
    for (const one of [...this.files.keys()]) if (one === path || one.startsWith(`${path}/`)) this.files.delete(one);
  }

  async discardDownload(downloadId: string): Promise<void> {
    await this.discard(`/fetches/${downloadId}`);
  }

  async sweep(keep: () => Promise<ReadonlySet<string>>): Promise<void> {
    const there = [...this.files.keys()].map((path) => /^\/fetches\/([^/]+)/.exec(path)?.[1] ?? '');
    const kept = await keep();
    for (const id of there) if (id !== '' && !kept.has(id)) await this.discardDownload(id);
  }

  async readContents(path: string): Promise<FileContents> {
    return this.at(path).contents;
  }

  async measure(path: string): Promise<Measurement> {
    return this.at(path).measurement;
  }

  private at(path: string): MemoryFile {
    const file = this.files.get(path);
    if (file === undefined) throw new Fault('not_found', `no file ${path}`);
    return file;
  }

  private move(from: string, to: string): string {
    const file = this.at(from);
    this.files.delete(from);
    this.files.set(to, file);
    return to;
  }
}
