import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a frame of a stack trace is, in a file that was built. */
const builtPlace = /file:\/\/\S+?\.js:\d+:\d+/g;

/** Errors that come again come from the same places. */
const known = new Map<string, string>();
const mostKnown = 1_000;

/**
 * Has the stack traces of this thread name our sources instead of built files. Node's own support for source maps reads the map of
 * every file that is loaded and keeps it; here a map is read when a stack trace is looked at, and forgotten.
 */
export function nameOwnSources(): void {
  Error.prepareStackTrace = (error, frames) => inOwnSources([titleOf(error), ...frames].join('\n    at '));
}

/** As Node begins a stack trace. */
function titleOf(error: Error): string {
  const { code, name, message } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && code.startsWith('ERR_') ? `${name} [${code}]: ${message}` : Error.prototype.toString.call(error);
}

/** A text with the places in built files replaced by those that they were made from, as far as there are maps. @internal for tests */
export function inOwnSources(text: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return text.replace(builtPlace, (place) => {
    const origin = known.get(place) ?? originOf(place, maps);
    if (known.size >= mostKnown) known.clear();
    known.set(place, origin);
    return origin;
  });
}

/** Part of a source map of version 3. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

function originOf(place: string, maps: Map<string, SourceMap | undefined>): string {
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  if (!maps.has(file)) maps.set(file, readMap(file));
  const map = maps.get(file);
  const found = map && lookUp(map.mappings, Number(line) - 1, Number(column) - 1);
  const source = map?.sources[found?.source ?? -1];
  if (found === undefined || source === undefined) return place;
  return `${fileURLToPath(new URL(source, file))}:${found.line + 1}:${found.column + 1}`;
}

function readMap(file: string): SourceMap | undefined {
  try {
    return JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')) as SourceMap;
  } catch {
    return undefined; // A package, or a map that was not installed: the place in the built file has to do.
  }
}

interface Origin {
  readonly source: number;
  readonly line: number;
  readonly column: number;
}

/** The last mapping at or before a place; everything counts from 0. */
function lookUp(mappings: string, line: number, column: number): Origin | undefined {
  // All but the generated column go on from line to line.
  let [source, originalLine, originalColumn] = [0, 0, 0];
  let found: Origin | undefined;
  for (const [at, segments] of mappings.split(';', line + 1).entries()) {
    let generated = 0;
    for (const segment of segments.split(',')) {
      const [columns = 0, sources, lines = 0, originalColumns = 0] = numbersOf(segment);
      generated += columns;
      if (at === line && generated > column) return found;
      // What follows is of no source; in the bundle it is the rest of a file of a package.
      if (sources === undefined) continue;
      source += sources;
      originalLine += lines;
      originalColumn += originalColumns;
      found = { source, line: originalLine, column: originalColumn };
    }
  }
  return found;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitValues = new Map([...base64].map((digit, value) => [digit, value]));

/** Numbers in base 64 with five bits a digit, lowest first; the lowest bit of a number is its sign. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let [number, shift] = [0, 0];
  for (const digit of segment) {
    const value = digitValues.get(digit) ?? 0;
    number |= (value & 31) << shift;
    shift += 5;
    if (value > 31) continue;
    numbers.push(number & 1 ? -(number >>> 1) : number >>> 1);
    [number, shift] = [0, 0];
  }
  return numbers;
}
