import { type FileContents, type FileSong, ListBuilder, oneList } from './contents.js';
import { artistThenTitle, isAudioFile, lengthOf, songOfPath } from './song-text.js';
import { linesIn } from './text-lines.js';

/** `#EXTINF:seconds attributes,text`; attributes in quotation marks may hold commas. */
const infoForm = /^#EXTINF:\s*(-?[\d.]*)((?:[^",]|"[^"]*")*),(.*)$/i;
const longestLine = 4000;

/** Without the mark of the extended form, a list is M3U if each of its lines is the path of an audio file. */
export function isM3u(text: string): boolean {
  if (/^\s*#EXTM3U/i.test(text)) return true;
  let found = false;
  for (const { text: line } of linesIn(text)) {
    if (line.startsWith('#')) continue;
    // A bare name, `artist - title.mp3`, reads the same as a path.
    if (line.length > longestLine || !isAudioFile(line.replace(/[?#].*$/, ''))) return false;
    found = true;
  }
  return found;
}

interface Info {
  readonly name?: string;
  readonly singers?: readonly string[];
  readonly durationMs?: number | undefined;
  readonly album?: string;
}

/** M3U, plain or extended. Paths are not opened. */
export function readM3u(text: string): FileContents {
  const list = new ListBuilder();
  let [info, listName]: [Info, string | undefined] = [{}, undefined];
  for (const { line: number, text: line } of linesIn(text)) {
    if (line.length > longestLine) list.add({ line: number, text: line.slice(0, 200), reason: 'the line is too long' });
    else if (!line.startsWith('#')) {
      list.add(songOf(line, info, number));
      info = {};
    } else {
      const [, tag = '', value = ''] = /^#(PLAYLIST|EXTALB):(.*)$/i.exec(line) ?? [];
      if (tag.toUpperCase() === 'PLAYLIST') listName = value.trim() || undefined;
      info = tag.toUpperCase() === 'EXTALB' && value.trim() !== '' ? { ...info, album: value.trim() } : { ...info, ...infoOf(line) };
    }
  }
  return oneList('M3U', { name: listName }, list);
}

function infoOf(line: string): Info {
  const [, seconds, , text = ''] = infoForm.exec(line) ?? [];
  if (seconds === undefined) return {};
  const durationMs = lengthOf(seconds, 1000);
  return text.trim() === '' ? { durationMs } : { ...artistThenTitle(text.trim()), durationMs };
}

function songOf(
  path: string,
  { name, singers, durationMs, album }: Info,
  line: number,
): FileSong | { line: number; text: string; reason: string } {
  const ofFile = name === undefined ? songOfPath(path) : undefined;
  const found = name ?? ofFile?.name;
  const addresses = /^https?:\/\//i.test(path) ? { addresses: [path] } : {};
  if (found === undefined && addresses.addresses === undefined) return { line, text: path.slice(0, 200), reason: 'it names no song' };
  return { line, name: found, singers: singers ?? ofFile?.singers ?? [], durationMs, album, ...addresses };
}
