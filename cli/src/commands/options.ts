import { Option } from 'commander';

/** `--home DIR`, as most commands have it. */
export const homeOption = (): Option => new Option('--home <dir>', 'home folder (default: ROOT_DIR, else ~/.catalogsync)');

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** `a,b` as it is given to options that take several words; empty ones are dropped (behaviour 112). */
export function words(value: string): string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
