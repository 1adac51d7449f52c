/** A file that is gone for this long (one year) loses its identity. */
export const forgetAfterMs = 365 * 24 * 3600 * 1000;

/** What the index remembers of files that are gone. */
export interface GoneFiles {
  /** Those of the given tracks that no file, there or gone, stands for. */
  forgotten(trackIds: readonly string[]): Promise<readonly string[]>;
  /** How many of them can be of no use: gone before that time, never readable, or with the content of a file that is there. */
  countUseless(goneBefore: number): Promise<number>;
  /** Forgets these. @returns how many there were */
  removeUseless(goneBefore: number): Promise<number>;
}

/** Removes what is left of earlier scans; an identity that may still be needed stays. */
export class ForgetFiles {
  constructor(
    private readonly files: GoneFiles,
    private readonly now: () => number,
  ) {}

  forgotten(trackIds: readonly string[]): Promise<readonly string[]> {
    return this.files.forgotten(trackIds);
  }

  /** @returns how many gone files are, or would be, forgotten */
  purge(dryRun: boolean): Promise<number> {
    const goneBefore = this.now() - forgetAfterMs;
    return dryRun ? this.files.countUseless(goneBefore) : this.files.removeUseless(goneBefore);
  }
}
