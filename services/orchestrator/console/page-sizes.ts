/** A file of Vite's manifest, with what it imports. */
interface ManifestEntry {
  readonly file: string;
  readonly isEntry?: boolean;
  /** Loaded before it runs, as keys of the manifest. */
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

export type Manifest = Readonly<Record<string, ManifestEntry>>;

/** What a browser loads for one page, in bytes as they are sent. */
export interface PageSize {
  readonly page: string;
  readonly bytes: number;
  readonly limit: number;
}

/** For the overview, with everything that all pages share; then for each further page. In bytes, compressed. @internal for tests */
export const limits = { first: 200_000, further: 50_000 } as const;

/** The files of an entry and of all that it imports at once. */
function filesOf(manifest: Manifest, key: string, seen = new Set<string>()): string[] {
  const entry = manifest[key];
  if (entry === undefined || seen.has(key)) return [];
  seen.add(key);
  const { file, css = [], imports = [] } = entry;
  return [file, ...css, ...imports.flatMap((name) => filesOf(manifest, name, seen))];
}

/** The files that each page needs beside those of the entry, by the name of its folder. */
export function filesByPage(manifest: Manifest): Record<string, string[]> {
  const shared = new Set(sharedFiles(manifest));
  const pages = Object.keys(manifest).flatMap((key): [string, string[]][] => {
    const [, page] = /^src\/pages\/([^/]+)\/page\.tsx$/.exec(key) ?? [];
    return page === undefined ? [] : [[page, [...new Set(filesOf(manifest, key))].filter((file) => !shared.has(file))]];
  });
  return Object.fromEntries(pages.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Loaded by the entry as soon as somebody is logged in. */
const frame = ['src/shell/app.tsx', 'src/shell/open-session.ts'];

const isShared = ([key, { isEntry }]: [string, ManifestEntry]): boolean => isEntry === true || frame.includes(key);

/** What all pages but the log-in page need. */
export const sharedFiles = (manifest: Manifest): string[] => [
  ...new Set(
    Object.entries(manifest)
      .filter(isShared)
      .flatMap(([key]) => filesOf(manifest, key)),
  ),
];

/**
 * What each page costs. The overview is the first one and pays for all that they share; what a page loads later, on demand, is not
 * counted.
 * @param always what every page loads besides the entry
 * @param sizeOf a file, compressed
 */
export function pageSizes(manifest: Manifest, always: readonly string[], sizeOf: (file: string) => number): PageSize[] {
  const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + sizeOf(file), 0);
  const { dashboard = [], ...further } = filesByPage(manifest);
  const first = new Set([...always, ...sharedFiles(manifest), ...dashboard]);
  return [
    { page: 'dashboard', bytes: sum(first), limit: limits.first },
    ...Object.entries(further).map(([page, files]) => ({ page, bytes: sum(files), limit: limits.further })),
  ];
}

/** For a terminal: a line for each page, with what is too much. */
export function sizeTable(sizes: readonly PageSize[]): string {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1).padStart(7);
  const lines = sizes.map(({ page, bytes, limit }) => {
    const verdict = bytes > limit ? `  ${((bytes - limit) / 1000).toFixed(1)} KB too much` : '';
    return `${page.padEnd(14)}${kilobytes(bytes)} of ${kilobytes(limit)} KB${verdict}`;
  });
  return `${lines.join('\n')}\n`;
}
