import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { toFault } from '@catalogsync/faults';
import { parseFile } from 'music-metadata';
import { type AudioTags, absolutePath, type FoundFile, type ReadOutcome } from '../../core/library/model.js';
import type { AudioReader } from '../../core/library/ports.js';
import { wholeNumber } from '../../core/sources/described.js';
import { knownOf } from '../../core/sources/unknown.js';
import { type Container, containerOfName, id3Length } from './container.js';
import { audioHash } from './identity/audio-hash.js';
import { mistakenFor } from './mistaken.js';
import { findFrames, measureFrames } from './mpeg-frames.js';
import { lastPage, opusPreSkip } from './ogg-tail.js';
import { type ReadAt, readingAt } from './read-at.js';
import { toAudioTags } from './tags.js';
import { type FileEnds, isTruncated } from './truncation.js';

/** Bytes at each end that make a file's fingerprint and are checked for damage. */
const endLength = 64 * 1024;

/** When a failing disk or the parser takes longer than this, the file is reported and the scan goes on. */
const defaultParseWithinMs = 30_000;

/** Reads tags and lengths. Reads a whole file only if its headers do not give its length. */
export class AudioFileReader implements AudioReader {
  constructor(private readonly parseWithinMs = defaultParseWithinMs) {}

  async read(file: FoundFile, signal: AbortSignal): Promise<ReadOutcome> {
    signal.throwIfAborted();
    let handle: FileHandle | undefined;
    try {
      // The name may have become a pipe or a link since the walk: do not block on it or follow it.
      handle = await open(absolutePath(file), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      if (!(await isAsFound(handle, file))) return { kind: 'unsettled' };
      const outcome = await readOpen(handle, file, { signal, parseWithinMs: this.parseWithinMs });
      return (await isAsFound(handle, file)) ? outcome : { kind: 'unsettled' };
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error);
      if (fault.code === 'not_found') return { kind: 'vanished' };
      const detail = (error as { code?: unknown }).code;
      return {
        kind: 'unreadable',
        reason: fault.code === 'permission_denied' ? 'permission denied' : `cannot be read (${detail ?? fault.message})`,
      };
    } finally {
      await handle?.close();
    }
  }
}

async function isAsFound(handle: FileHandle, file: FoundFile): Promise<boolean> {
  const { size, mtimeMs } = await handle.stat();
  return size === file.size && mtimeMs === file.mtimeMs;
}

interface ReadLimits {
  readonly signal: AbortSignal;
  readonly parseWithinMs: number;
}

async function readOpen(handle: FileHandle, file: FoundFile, { signal, parseWithinMs }: ReadLimits): Promise<ReadOutcome> {
  if (file.size === 0) return { kind: 'broken', fingerprint: undefined, reason: 'the file is empty' };
  const read = readingAt(handle);
  const ends = await readEnds(read, file.size);
  const fingerprint = fingerprintOf(ends);
  const broken = (reason: string): ReadOutcome => ({ kind: 'broken', fingerprint, reason });
  const named = containerOfName(file.path);
  if (named === undefined) return broken('of an unknown kind');
  const mistaken = mistakenFor(named, ends);
  if (mistaken !== undefined) return broken(mistaken);
  const parsed = await parse(absolutePath(file), parseWithinMs);
  if (typeof parsed === 'string') return broken(isTruncated(named, ends) ? truncated : parsed);
  if (parsed.hasVideo && parsed.hasAudio) return { kind: 'skipped', fingerprint };
  if (!parsed.hasAudio || !soundsLike(named, parsed, ends)) return broken(`it holds no audio, though its name says ${named}`);
  if (isTruncated(named, ends)) return broken(truncated);
  const audio = await audioHash({ container: named, size: file.size, audioStart: ends.audioStart }, read);
  return { kind: 'audio', fingerprint, audioHash: audio, tags: await withLength(parsed.tags, named, ends, { read, signal }) };
}

const truncated = 'truncated: it is shorter than its headers say';

async function readEnds(read: ReadAt, size: number): Promise<FileEnds> {
  const head = await read(0, endLength);
  const tail = size <= endLength ? head : await read(Math.max(0, size - endLength), endLength);
  const audioStart = id3Length(head);
  const audioHead =
    audioStart + endLength / 2 <= head.length || size <= endLength ? head.subarray(audioStart) : await read(audioStart, endLength);
  return { size, head, tail, audioHead, audioStart };
}

/**
 * Files with the same length and the same ends count as the same file. That is enough to follow a moved one; one that was also
 * tagged anew is followed by its audio, see audioHash.
 */
function fingerprintOf({ size, head, tail }: FileEnds): string {
  return createHash('sha256').update(`${size}\n`).update(head).update(tail).digest('hex');
}

interface Parsed {
  readonly tags: AudioTags;
  readonly container: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
}

/** What the parser found, or why it found nothing. */
async function parse(path: string, withinMs: number): Promise<Parsed | string> {
  let timer: NodeJS.Timeout | undefined;
  // The parser takes no signal: an abandoned parse ends by itself, and nobody waits for it.
  const parsing = parseFile(path, { skipCovers: true, duration: false });
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined);
  });
  try {
    const metadata = await Promise.race([parsing, late]);
    if (metadata === undefined) {
      parsing.catch(() => undefined);
      return `its tags could not be read within ${withinMs / 1000} s`;
    }
    const { container = '', codec = '', hasAudio = false, hasVideo = false } = metadata.format;
    return { tags: toAudioTags(metadata), container, hasAudio: hasAudio && container + codec !== '', hasVideo };
  } catch (error) {
    // Operating system errors have a code and go to the caller; the rest are parse errors.
    if (typeof (error as { code?: unknown }).code === 'string') throw error;
    const text = String((error as { message?: unknown }).message ?? error).replace(/[^\P{C} ]/gu, '?');
    return `cannot be parsed: ${text.slice(0, 200)}`;
  } finally {
    clearTimeout(timer);
  }
}

/** A format without a magic number is believed only if its frames follow each other. */
function soundsLike(named: Container, parsed: Parsed, ends: FileEnds): boolean {
  if (named !== 'MPEG audio' && named !== 'AAC') return parsed.tags.sampleRate !== undefined;
  const expected = named === 'AAC' ? /^(?:ADTS|AAC)/ : /^MPEG/;
  return expected.test(parsed.container) && (parsed.tags.durationMs !== undefined || findFrames(ends.audioHead) >= 0);
}

/** Fills in the length and bitrate of files whose headers give neither. */
async function withLength(
  tags: AudioTags,
  container: Container,
  ends: FileEnds,
  { read, signal }: { read: ReadAt; signal: AbortSignal },
): Promise<AudioTags> {
  if (tags.durationMs !== undefined && tags.bitrate !== undefined) return tags;
  if (tags.durationMs === undefined && (container === 'MPEG audio' || container === 'AAC')) {
    return { ...tags, ...knownOf(await measureFrames(read, ends.audioStart, signal)) };
  }
  const durationMs = tags.durationMs ?? (container === 'Ogg' ? oggDuration(tags, ends) : undefined);
  const average = durationMs === undefined ? undefined : wholeNumber((ends.size * 8000) / durationMs);
  return { ...tags, durationMs, bitrate: tags.bitrate ?? average };
}

function oggDuration(tags: AudioTags, ends: FileEnds): number | undefined {
  const samples = lastPage(ends.tail)?.granulePosition ?? -1;
  const isOpus = ends.head.includes('OpusHead');
  const rate = isOpus ? 48_000 : tags.sampleRate;
  if (samples <= 0 || rate === undefined) return undefined;
  return wholeNumber(((samples - (isOpus ? opusPreSkip(ends.head) : 0)) * 1000) / rate);
}
