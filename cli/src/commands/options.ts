import { type Command, InvalidArgumentError, Option } from 'commander';

/** `--home DIR`, which most commands have. */
export const homeOption = (): Option => new Option('--home <dir>', 'home folder (default: ROOT_DIR, else ~/.catalogsync)');

export interface HomeOptions {
  readonly home?: string;
}

/** Which catalogue: that of a home, or a named one. */
export interface PlaceOptions extends HomeOptions {
  readonly db?: string;
}

export const placed = (command: Command): Command =>
  command
    .addOption(homeOption())
    .addOption(new Option('--db <file>', 'a catalogue database that no running instance uses').conflicts('home'));

/** A subcommand of a command, for one home. */
export const homeCommand = (parent: Command, name: string, description: string): Command =>
  parent.command(name).description(description).addOption(homeOption());

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

/** For an id or a number without an upper bound. */
export function positive(value: string): number {
  const number = Number(value);
  if (!/^\d{1,15}$/.test(value) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
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
