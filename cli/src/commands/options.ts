import { InvalidArgumentError, Option } from 'commander';

/** `--home DIR`, which most commands have. */
export const homeOption = (): Option => new Option('--home <dir>', 'home folder (default: ROOT_DIR, else ~/.catalogsync)');

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** For an option that takes several words, `a,b`; empty ones are dropped (behaviour 112). */
export function commaSeparated(value: string): string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** For an option that is a whole number within bounds. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d{1,9}$/.test(value) || number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };
}
