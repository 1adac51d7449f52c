import { stripVTControlCharacters } from 'node:util';

/** The part of a stream that a command writes to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Standard output is for the result, standard error for everything else. */
export class Output {
  constructor(
    readonly stdout: TextStream,
    readonly stderr: TextStream,
  ) {}

  get isTerminal(): boolean {
    return this.stdout.isTTY === true;
  }

  /** One line of the result. */
  line(text = ''): void {
    this.stdout.write(`${text}\n`);
  }

  /** The result for a program: one JSON document. */
  json(value: unknown): void {
    this.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A remark that is not part of the result. */
  note(text: string): void {
    this.stderr.write(`${printable(text)}\n`);
  }
}

/** Names and messages come from files and peers: their line breaks and control sequences must not reach a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
