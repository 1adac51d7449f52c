import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from '../cli/src/program.js';
import { Output } from '../cli/src/report/output.js';

// Real here: every Markdown page of the repository, and the program's tree of commands.
type Command = ReturnType<typeof createProgram>;
const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })];

function relativeLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target)).filter((target) => !/^([a-z]+:|#)/.test(target));
}

/** Anchors as code hosts build them: lower case, spaces to dashes, punctuation dropped. */
function headings(page: string): Set<string> {
  const text = readFileSync(join(root, page), 'utf8');
  const slug = (title: string): string =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => slug(String(title).trim())));
}

describe('when a page of the documentation links to another', () => {
  it.each(pages)('%s names only files and headings that exist', (page) => {
    const broken = relativeLinks(page).filter((target) => {
      const [file = '', heading] = target.split('#');
      const path = normalize(join(dirname(page), file));
      if (!existsSync(join(root, path))) return true;
      return heading !== undefined && path.endsWith('.md') && !headings(path).has(heading);
    });
    expect(broken).toEqual([]);
  });
});

describe('when the documentation has pictures', () => {
  const pictures = globSync('docs/pictures/*', { cwd: root });
  const shown = new Set(pages.flatMap((page) => relativeLinks(page).map((target) => normalize(join(dirname(page), target)))));

  it('each of them is shown, in the language of its page or in both', () => {
    const isShown = (file: string): boolean => shown.has(file) || shown.has(file.replace('zh-CN', 'en'));
    expect(pictures.filter((file) => !isShown(file))).toEqual([]);
  });

  it('they are light: a clone of the repository brings them all', () => {
    expect(pictures.reduce((sum, file) => sum + statSync(join(root, file)).size, 0)).toBeLessThan(2_000_000);
  });
});

describe('when a decision is recorded', () => {
  it('has its own number, in order, without gaps', () => {
    const numbers = globSync('docs/decisions/*.md', { cwd: root }).map((path) => Number(path.match(/(\d{4})-[a-z0-9-]+\.md$/)?.[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  });
});

/** Lines of code blocks, with continued lines joined, and inline code. */
function codeOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => String(block).replaceAll(/\\\n\s*/g, ''));
  const inline = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`(\.\/catalogsync [^`]+)`/g)].map(([, code]) => String(code));
  return [...blocks.flatMap((block) => block.split('\n')), ...inline];
}

/** Placeholders in a text, and what may replace them. */
const placeholders: Readonly<Record<string, string>> = { '<service>': 'origin', ID: '7', DIR: 'folder', FILE: 'file', NAME: 'name' };

/** The arguments after `./catalogsync` as a shell would split them, without the settings before it and comments. */
function argumentsOf(line: string): string[] | undefined {
  const [, command] = /^(?:[A-Z_]+=\S+ )*\.\/catalogsync\b(.*)$/.exec(line.trim()) ?? [];
  if (command === undefined) return undefined;
  const words = [...command.matchAll(/#.*|"([^"]*)"|'([^']*)'|[^\s"']+/g)].filter(([word]) => !word.startsWith('#'));
  const given = words.map(([word, double, single]) => double ?? single ?? word);
  const end = given.findIndex((word) => /^[|>&;]/.test(word));
  return given.slice(0, end === -1 ? undefined : end).map((word) => placeholders[word] ?? word);
}

/** Parses a command line as the program does, without running the command; returns what the program says. */
async function parse(args: readonly string[]): Promise<string> {
  let said = '';
  const stream = {
    write: (text: string) => {
      said += text;
    },
  };
  const context = {
    surroundings: { environment: {}, cwd: root, workspace: root },
    output: new Output(stream, stream),
    clock: { now: () => 0 },
    signal: new AbortController().signal,
    settings: { debug: false, json: false },
    result: { exitCode: 0 },
  };
  const program = createProgram(context, '1.2.3');
  let reached = '';
  const disarm = (command: Command): void => {
    for (const child of command.commands) disarm(child);
    if (command.commands.length > 0) return;
    command.action(() => {
      reached = command.name();
    });
  };
  disarm(program);
  await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    said += String((error as Error).message);
  });
  return reached === '' ? said || 'it does nothing' : '';
}

describe('when a page of the documentation names a command', () => {
  const isWithinText = (line: string): boolean => {
    const [page = '', code = ''] = line.split(/: (.*)/s);
    return readFileSync(join(root, page), 'utf8').includes(`\`${code}\``);
  };
  const lines = pages.flatMap((page) =>
    codeOf(page).flatMap((line) => (argumentsOf(line) === undefined ? [] : [`${page}: ${line.trim()}`])),
  );

  it('finds such lines', () => expect(lines.length).toBeGreaterThan(20));

  it.each(lines)('the program accepts %s', async (line) => {
    const said = await parse(argumentsOf(line.slice(line.indexOf(': ') + 2)) ?? []);
    // A sentence may name a command without its arguments; a code block is meant to be copied.
    expect(isWithinText(line) ? said.replace(/^.*missing required argument.*$/gms, '') : said).toBe('');
  });

  it.each([
    './catalogsync jump',
    './catalogsync run --colour blue',
    './catalogsync backends',
    './catalogsync schedules add nightly',
    './catalogsync snapshot rollback',
  ])('%s would be detected', async (line) => {
    expect(await parse(argumentsOf(line) ?? [])).not.toBe('');
  });
});
