import { type FileContents, mostRows, tooManyRows } from './contents.js';
import { decodeText, decodeTextAs } from './decode-text.js';
import { readForm } from './recognise-form.js';
import type { StructureReaders } from './structure-readers.js';
import { linesIn, type TextLine } from './text-lines.js';

/** A file that a person wrote or exported; messages call it `name`. */
export interface WrittenFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** Empty or left out if its bytes tell. */
  readonly encoding?: string;
}

/** Songs in a known form, or plain lines, whose meaning depends on the platforms that are known. */
export type ReadFile = { readonly contents: FileContents } | { readonly lines: readonly TextLine[] };

/** Reads the bytes of a file without holding up anything else for long. */
export interface FileReader {
  /** @throws Fault as `readFile`; `canceled`, `timeout` */
  read(file: WrittenFile, signal: AbortSignal): Promise<ReadFile>;
}

/**
 * Takes seconds for the largest file.
 * @throws Fault `invalid_argument` for a file that is not text, broken, or has more than `mostRows` rows
 */
export function readFile({ name, content, encoding = '' }: WrittenFile, readers: StructureReaders): ReadFile {
  const text = encoding === '' ? decodeText(content, name) : decodeTextAs(content, name, encoding);
  const contents = readForm(text, readers);
  if (contents === undefined) return { lines: plainLines(text) };
  const rows = contents.unread.length + contents.lists.reduce((sum, { songs }) => sum + songs.length, 0);
  if (rows > mostRows) throw tooManyRows();
  return { contents };
}

/** Without comments. */
function plainLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  for (const line of linesIn(text)) {
    if (line.text.startsWith('#')) continue;
    if (lines.push(line) > mostRows) throw tooManyRows();
  }
  return lines;
}
