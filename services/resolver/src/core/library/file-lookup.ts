import { absolutePath, type FileKey } from './model.js';

/**
 * Finds files of the library by absolute path. Playlists written on another system may differ in case or Unicode
 * form, so every spelling is tried exactly before any loose match.
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

  /** Ignores case and Unicode form; `undefined` also if several files fit. */
  loose(path: string): F | undefined {
    this.byLooseKey ??= this.buildLoose();
    return this.byLooseKey.get(looseForm(path));
  }

  /** Built when an entry first needs it, which most libraries never do. */
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
