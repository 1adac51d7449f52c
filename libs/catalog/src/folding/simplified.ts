import { simplifiedPairs } from './han.gen.js';

let forms: ReadonlyMap<string, string> | undefined;

function readForms(): ReadonlyMap<string, string> {
  const characters = [...simplifiedPairs];
  const read = new Map<string, string>();
  for (let i = 0; i + 1 < characters.length; i += 2) read.set(characters[i] ?? '', characters[i + 1] ?? '');
  return read;
}

/** The simplified form of one Han character; any other character stays itself. */
export function simplified(character: string): string {
  // Read on first use: a service that never folds does not pay for the table.
  forms ??= readForms();
  return forms.get(character) ?? character;
}
