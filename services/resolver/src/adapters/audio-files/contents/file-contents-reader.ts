import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { toFault } from '@catalogsync/faults';
import type { ContentsReader, FileContents } from '../../../core/verification/ports.js';
import { readingAt } from '../read-at.js';
import { type AudioLayout, audioLayout } from './audio-layout.js';
import { sniff } from './sniff.js';

/** Large enough to be fast, small enough not to block the rest of the process while it is checked. */
const blockLength = 512 * 1024;

/** Reads a file once: its hash, its holes, and whether its checksums and lengths hold. */
export class FileContentsReader implements ContentsReader {
  async readContents(path: string, signal: AbortSignal): Promise<FileContents> {
    signal.throwIfAborted();
    const handle = await open(path, 'r').catch((error: unknown) => Promise.reject(toFault(error)));
    try {
      const { size } = await handle.stat();
      const read = readingAt(handle);
      const sniffed = await sniff(read);
      const layout = await audioLayout(sniffed, read, size);
      const scan = new Scan(layout);
      for (let offset = 0; offset < size; ) {
        signal.throwIfAborted();
        const block = await read(offset, blockLength);
        if (block.length === 0) break;
        scan.push(block, offset);
        offset += block.length;
      }
      return { fileSizeBytes: size, ext: sniffed.ext, ...scan.result() };
    } catch (error) {
      signal.throwIfAborted();
      throw toFault(error);
    } finally {
      await handle.close();
    }
  }
}

/** What a single pass over a file collects. */
class Scan {
  private readonly hash = createHash('sha256');
  private readonly zeros = new ZeroRuns();

  constructor(private readonly layout: AudioLayout) {}

  push(block: Buffer, offset: number): void {
    this.hash.update(block);
    for (const [index, { from, to }] of this.layout.regions.entries()) {
      const part = block.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
      if (part.length === 0) continue;
      this.zeros.push(part);
      if (index === 0) this.layout.check?.push(part);
      if (to <= offset + block.length) this.zeros.interrupt();
    }
  }

  result(): Omit<FileContents, 'fileSizeBytes' | 'ext'> {
    const { regions, check, damage, uncompressed } = this.layout;
    return {
      sha256: this.hash.digest('hex'),
      longestZeroRun: this.zeros.longest,
      audioBytes: regions.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0),
      uncompressed,
      damage: damage ?? check?.end(),
    };
  }
}

/** Finds the longest run of zero bytes in data that arrives in chunks. */
class ZeroRuns {
  longest = 0;
  private current = 0;

  push(bytes: Buffer): void {
    let current = this.current;
    let longest = this.longest;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === 0) current++;
      else if (current > 0) {
        if (current > longest) longest = current;
        current = 0;
      }
    }
    this.current = current;
    this.longest = Math.max(longest, current);
  }

  /** The next chunk does not continue the previous one. */
  interrupt(): void {
    this.current = 0;
  }
}
