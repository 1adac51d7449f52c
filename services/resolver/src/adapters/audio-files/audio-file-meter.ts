import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { AudioReader } from '../../core/library/ports.js';
import type { AudioMeter, Measurement } from '../../core/verification/ports.js';

/** The codec of containers that can hold only one, by extension; used when the file does not say. */
const losslessExtensions = /\.(?:flac|wav|aiff|ape|wv|dsf|dff)$/;

/** Measures a downloaded file with the library's reader, so what passes here also passes a later scan. */
export class AudioFileMeter implements AudioMeter {
  constructor(private readonly reader: AudioReader) {}

  async measure(path: string, signal: AbortSignal): Promise<Measurement> {
    const { size, mtimeMs, ino } = await lstat(path).catch((error: unknown) => Promise.reject(toFault(error)));
    const outcome = await this.reader.read({ root: dirname(path), path: basename(path), size, mtimeMs, inode: ino }, signal);
    switch (outcome.kind) {
      case 'audio': {
        const { durationMs, bitrate, sampleRate, bitDepth, lossless = losslessExtensions.test(path) } = outcome.tags;
        return { kind: 'audio', audio: { durationMs, bitrate, sampleRate, bitDepth, lossless } };
      }
      case 'broken':
        return { kind: 'unusable', reason: 'damaged', detail: outcome.reason };
      case 'skipped':
        return { kind: 'unusable', reason: 'not_audio', detail: 'it is a video' };
      case 'unreadable':
        throw new Fault('permission_denied', `the file ${path}: ${outcome.reason}`);
      case 'unsettled':
        throw new Fault('failed_precondition', `the file ${path} changed while it was measured`);
      case 'vanished':
        throw new Fault('not_found', `the file ${path} vanished while it was measured`);
    }
  }
}
