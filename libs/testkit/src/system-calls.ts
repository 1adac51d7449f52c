/** One finished system call, as strace wrote it. */
export interface SystemCall {
  readonly name: string;
  /** Paths in its arguments in order, whether given by name or as a file descriptor. */
  readonly paths: readonly string[];
  /** Its arguments as written, for what else a test asks. */
  readonly args: string;
  /** The number it returned; -1 for an error. */
  readonly result: number;
  /** Its places in the order of all events: of two calls, one was over before the other began if its `end` is less than the other's `begin`. */
  readonly begin: number;
  readonly end: number;
}

/** The options of strace that `readSystemCalls` understands: every thread, whole paths, descriptors with their paths. */
export const straceOptions = ['-f', '-D', '--seccomp-bpf', '--decode-fds=path', '--quiet=all'] as const;

/**
 * The successful and failed calls of a trace, in the order of their ends. strace cuts a call in two when another thread's
 * comes between; calls that never returned, signals and exits are left out.
 */
export function readSystemCalls(trace: string): SystemCall[] {
  const begun = new Map<string, { readonly text: string; readonly begin: number }>();
  const calls: SystemCall[] = [];
  for (const [at, line] of trace.split('\n').entries()) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*?) <unfinished \.\.\.>$/.exec(text);
    if (unfinished !== null) {
      begun.set(thread, { text: unfinished[1] ?? '', begin: at });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    const first = resumed === null ? undefined : begun.get(thread);
    begun.delete(thread);
    if (resumed !== null && first === undefined) continue;
    const call = readCall(`${first?.text ?? ''}${resumed === null ? text : (resumed[1] ?? '')}`);
    if (call !== undefined) calls.push({ ...call, begin: first?.begin ?? at, end: at });
  }
  return calls;
}

/** `name(arguments) = result …` */
function readCall(text: string): Omit<SystemCall, 'begin' | 'end'> | undefined {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\) += (-?\d+|\?)/.exec(text) ?? [];
  if (name === '' || result === '?') return undefined;
  return { name, args, result: Number(result), paths: pathsIn(args) };
}

/**
 * Descriptors (`3</a/b>`) and quoted paths; a relative path is joined to the folder before it (`AT_FDCWD</a>, "b"`). What is
 * written (`write(3</a>, "data", 4)`) is not a path, since it follows a descriptor of a file; it looks like one only if it begins with a slash.
 */
function pathsIn(args: string): string[] {
  const found: string[] = [];
  const folders = /(AT_FDCWD|\b\d+)<((?:[^>\\]|\\.)*)>|"((?:[^"\\]|\\.)*)"/g;
  let folder: string | undefined;
  for (const [, descriptor, decoded, quoted] of args.matchAll(folders)) {
    if (quoted !== undefined) {
      const path = unescaped(quoted);
      if (path.startsWith('/')) found.push(path);
      else if (folder !== undefined) found.push(`${folder}/${path}`);
      folder = undefined;
    } else {
      const path = unescaped(decoded ?? '').replace(/ ?\(deleted\)$/, '');
      if (descriptor === 'AT_FDCWD') folder = path;
      else found.push(path);
    }
  }
  return found;
}

const letters: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 };

/** strace writes bytes that are not printable ASCII as octal numbers. */
function unescaped(text: string): string {
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(letters[letter] ?? letter.charCodeAt(0));
    else bytes.push(...Buffer.from(plain ?? ''));
  }
  return Buffer.from(bytes).toString('utf8');
}
