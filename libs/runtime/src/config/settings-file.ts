import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';

/**
 * Far above any settings file, far below what hurts to read whole.
 * @internal for tests
 */
export const MAX_SETTINGS_BYTES = 256 * 1024;

/**
 * Reads a settings file whole, byte-order mark and line ends as they are.
 * @throws Fault `not_found`; `permission_denied`; `invalid_argument` if it is no file, too large, not UTF-8
 *   or holds a NUL byte
 */
export async function readSettingsFile(file: string): Promise<string> {
  return decodeSettings(await readBytes(file), file);
}

async function readBytes(file: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK a FIFO would wait for its writer.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) {
      throw new Fault('invalid_argument', `not a settings file: ${file}`, { hint: 'It must be a file of KEY=value lines.' });
    }
    if (found.size > MAX_SETTINGS_BYTES) throw tooLarge(file);
    const bytes = await handle.readFile();
    if (bytes.length > MAX_SETTINGS_BYTES) throw tooLarge(file);
    return bytes;
  } catch (error) {
    throw atPath(toFault(error), file);
  } finally {
    await handle?.close();
  }
}

/** What fails at an open file does not name it. */
function atPath(fault: Fault, file: string): Fault {
  if (fault.message.includes(file)) return fault;
  return new Fault(fault.code, `cannot read ${file}: ${fault.message}`, { hint: fault.hint, cause: fault });
}

const tooLarge = (file: string): Fault =>
  new Fault('invalid_argument', `larger than ${MAX_SETTINGS_BYTES / 1024} KiB, so no settings file: ${file}`, { hint: 'Check the path.' });

function decodeSettings(bytes: Uint8Array, file: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Fault('invalid_argument', `not UTF-8 text: ${file}`, { hint: 'Save it as UTF-8, without another encoding.', cause: error });
  }
  const form = formProblem(text);
  if (form !== undefined) throw new Fault('invalid_argument', `${form}: ${file}`, { hint: 'Check the path, or remove it from the file.' });
  return text;
}

/** Why a text cannot be that of a settings file at all; undefined if it can. */
export function formProblem(text: string): string | undefined {
  if (Buffer.byteLength(text) > MAX_SETTINGS_BYTES) return `the text is larger than ${MAX_SETTINGS_BYTES / 1024} KiB`;
  const at = text.indexOf('\0');
  return at < 0 ? undefined : `line ${text.slice(0, at).split('\n').length} holds a NUL byte`;
}
