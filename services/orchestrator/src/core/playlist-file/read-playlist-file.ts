import { Fault } from '@catalogsync/faults';
import { mostLines, type PlaylistRecogniser, type RecognisedLine } from './playlist-recogniser.js';
import { isRemoteId, keyOfReference, type PlaylistReference, scopedPlaylistLimit } from './playlist-scope.js';

/** In bytes: some 10,000 lines of addresses. @internal for tests */
export const largestPlaylistFile = 2 * 1024 * 1024;

/** A file that a person wrote; messages call it `name`. */
export interface WrittenFile {
  readonly name: string;
  readonly content: Uint8Array;
}

interface WrittenLine {
  readonly number: number;
  readonly text: string;
}

/**
 * Reads a playlist file (behaviour 139): each line a URL, `platform,URL` or `platform,remote id`, in UTF-8 with or
 * without a byte order mark. Blank lines and lines that begin with `#` are skipped, repeats dropped.
 * @throws Fault `invalid_argument` with number and text of the first invalid line, or for a file that is not text,
 *   too large, or without playlists; see also `PlaylistRecogniser`
 */
export async function readPlaylistFile(
  file: WrittenFile,
  recogniser: PlaylistRecogniser,
  signal: AbortSignal,
): Promise<PlaylistReference[]> {
  const { name } = file;
  const lines = linesOf(file);
  const found = new Map<string, PlaylistReference>();
  for (let from = 0; from < lines.length; from += mostLines) {
    const batch = lines.slice(from, from + mostLines);
    const answer = await recogniser.recognise(
      batch.map(({ text }) => text),
      signal,
    );
    for (const [at, line] of batch.entries()) {
      const reference = requireReference(answer.lines[at], line, name, answer.platforms);
      const key = keyOfReference(reference);
      if (!found.has(key)) found.set(key, reference);
    }
    if (found.size > scopedPlaylistLimit) {
      throw new Fault('invalid_argument', `${name} names more than ${scopedPlaylistLimit} playlists`, { hint: 'Split it.' });
    }
  }
  return [...found.values()];
}

/** @throws Fault `invalid_argument` if there are none */
function linesOf({ name, content }: WrittenFile): WrittenLine[] {
  if (content.length > largestPlaylistFile) throw new Fault('invalid_argument', `${name} is too large for a playlist file`);
  const lines = textOf(content, name)
    .split(/\r\n|\r|\n/)
    .map((text, at) => ({ number: at + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  if (lines.length === 0) throw new Fault('invalid_argument', `${name} names no playlist`, { hint });
  return lines;
}

const hint = 'Write one playlist per line: its address, or "platform,id".';

function textOf(content: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new Fault('invalid_argument', `${name} is not text in UTF-8`, { hint: 'Save it as UTF-8.', cause: error });
  }
}

function requireReference(
  recognised: RecognisedLine | undefined,
  { number, text }: WrittenLine,
  name: string,
  platforms: readonly string[],
): PlaylistReference {
  if (recognised === undefined) throw new Fault('data_corrupt', `no answer for line ${number} of ${name}`);
  const reason = 'reason' in recognised ? recognised.reason : 'an id that is too long or holds control characters';
  if (!('reason' in recognised) && isRemoteId(recognised.remoteId)) return recognised;
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  throw new Fault('invalid_argument', `${name}, line ${number}: ${reason}: "${shown}"`, {
    hint: `${hint} Platforms: ${platforms.join(', ')}.`,
  });
}
