const asian = '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}]';
/** Signs that stand between artists and never in a name. A slash does so between Chinese, Japanese and Korean letters. */
const betweenArtists = new RegExp(`[、;；]| / |(?<=${asian} ?)[/／](?= ?${asian})`, 'u');

/** Patterns below expect single spaces: they would take long over many. */
const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The artists of one text. What may belong to a name, such as `&`, is left to matching. */
export function artistsIn(credit: string | undefined): readonly string[] {
  return spaced(credit ?? '')
    .split(betweenArtists)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Around dashes that separate artist and title; names hold dashes without spaces. */
const separator = / [-–—] /;

export interface TwoParts {
  readonly before: string;
  readonly after: string;
}

/** Text before and after the first separating dash; undefined without one. */
export function splitAtFirstDash(given: string): TwoParts | undefined {
  const text = spaced(given);
  const at = text.search(separator);
  return at < 0 ? undefined : parts(text, at);
}

/** As `splitAtFirstDash`, at the last one. */
export function splitAtLastDash(given: string): TwoParts | undefined {
  const text = spaced(given);
  const at = Math.max(...[' - ', ' – ', ' — '].map((dash) => text.lastIndexOf(dash)));
  return at < 0 ? undefined : parts(text, at);
}

function parts(text: string, at: number): TwoParts | undefined {
  const before = text.slice(0, at).trim();
  const after = text.slice(at + 3).trim();
  return before === '' || after === '' ? undefined : { before, after };
}

/** `artist - title`, as in names of files; without a dash it is a title. */
export function artistThenTitle(text: string): { readonly name: string; readonly singers: readonly string[] } {
  const found = splitAtFirstDash(text);
  return found === undefined ? { name: text.trim(), singers: [] } : { name: found.after, singers: artistsIn(found.before) };
}

const audioFile = /\.(?:mp3|flac|m4a|mp4|aac|ogg|oga|opus|wav|wma|ape|aiff?|alac|dsf|dff|wv|mka|mpc|tta)$/i;

export const isAudioFile = (path: string): boolean => audioFile.test(path);
export const withoutExtension = (name: string): string => name.replace(audioFile, '');

/**
 * What the name of a file says about its song: without folder, extension and track number. Undefined for an address
 * that names no audio file.
 */
export function songOfPath(path: string): { readonly name: string; readonly singers: readonly string[] } | undefined {
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
  const [bare = ''] = isAddress ? path.split(/[?#]/) : [path];
  const last = bare.split(/[/\\]/).at(-1) ?? '';
  if (!isAudioFile(last)) return undefined;
  const text = withoutExtension(isAddress || /%[0-9a-f]{2}/i.test(last) ? percentDecoded(last) : last);
  const name = text.replace(/^\d{1,3}(?:-\d{1,3})?[\s.\-_]+(?=\S)/, '').trim();
  return name === '' ? undefined : artistThenTitle(name);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % is not an encoding.
    return text;
  }
}

/** Longer times are not those of songs. */
const longestMs = 24 * 3_600_000;

/** Milliseconds of a number in a unit of so many; undefined for none, 0 and less. */
export function lengthOf(value: unknown, unitMs: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value.trim()) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const length = Math.round(number * unitMs);
  return length > 0 && length <= longestMs ? length : undefined;
}

/** A length in words: `3:35`, `62:05`, `1:02:05`, `212s`, or a number of seconds. */
export function lengthInText(text: string | undefined): number | undefined {
  const bare = (text ?? '').trim();
  if (/^\d{1,5}(?::\d{1,2}){1,2}$/.test(bare))
    return lengthOf(
      bare.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
      1000,
    );
  return lengthOf(bare.replace(/s$/i, ''), 1000);
}

/** Letters and digits in the form of the standard; undefined for anything else. */
export function isrcOf(text: string | undefined): string | undefined {
  const bare = (text ?? '').replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(bare) ? bare : undefined;
}
