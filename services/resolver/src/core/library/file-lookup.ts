import { absolutePath, type FileKey } from './model.js';

/**
 * Finds files of the library by absolute path. Playlists written on another system spell names in
 * another case or Unicode form, so an exact match is tried for every spelling before a loose one.
 */
export class FileLookup<F extends FileKey> {
  private readonly byExactKey: ReadonlyMap<string, F>;
  private byLooseKey: Map<string, F | undefined> | undefined;

  constructor(private readonly files: readonly F[]) {
    this.byExactKey = new Map(files.map((file) => [absolutePath(file), file]));
  }

  exact(path: string): F | undefined {
    return this.byExactKey.get(path);
  }

  /** Without regard to case and Unicode form; `undefined` also where several files would fit. */
  loose(path: string): F | undefined {
    this.byLooseKey ??= this.buildLoose();
    return this.byLooseKey.get(looseForm(path));
  }

  /** Made only when the first entry needs it: most libraries never do. */
  private buildLoose(): Map<string, F | undefined> {
    const loose = new Map<string, F | undefined>();
    for (const file of this.files) {
      const form = looseForm(absolutePath(file));
      loose.set(form, loose.has(form) ? undefined : file);
    }
    return loose;
  }
}

function looseForm(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC');
}
