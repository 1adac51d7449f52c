import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { artistAliases } from './artists.js';
import { matchPriority } from './priority.js';
import { describeRecording, type RecordingInput } from './recording.js';
import { recordingKeys } from './recording-keys.js';

/** One line of `labelled-pairs/*.txt`. */
interface Pair {
  readonly category: string;
  readonly line: string;
  readonly same: boolean;
  /** The same, but known to be judged otherwise. */
  readonly missed: boolean;
  readonly a: RecordingInput;
  readonly b: RecordingInput;
  readonly aliases: readonly (readonly string[])[];
}

const folder = join(import.meta.dirname, 'labelled-pairs');

function recordingOf(text: string, otherTitles: readonly string[]): RecordingInput {
  const [title = '', artists = '', time = '', album = '', isrc = '', id = ''] = text.split('|').map((field) => field.trim());
  const [minutes = '0', seconds = '0'] = time.split(':');
  const [platform, remoteId] = id.split(':');
  return { title, artists, durationMs: (Number(minutes) * 60 + Number(seconds)) * 1000, album, isrc, platform, remoteId, otherTitles };
}

function readPairs(): Pair[] {
  const pairs: Pair[] = [];
  for (const file of readdirSync(folder).sort()) {
    let category = file;
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line.startsWith('@')) category = line.slice(1);
      const labelled = /^(same|other|alias|missed): (.+) <> (.+)$/.exec(line);
      if (labelled === null) {
        if (line !== '' && !/^[@#]/.test(line)) throw new Error(`no pair: ${line}`);
        continue;
      }
      const [, label = '', left = '', right = ''] = labelled;
      const [second = '', ...names] = right.split(' // ');
      const aliases = names.map((name) => name.split('='));
      pairs.push({
        category,
        line,
        same: label !== 'other',
        missed: label === 'missed',
        a: recordingOf(left, []),
        b: recordingOf(
          second,
          aliases.map(([name = '']) => name),
        ),
        aliases,
      });
    }
  }
  return pairs;
}

interface Tally {
  pairs: number;
  right: number;
  wrong: number;
  missed: number;
  high: number;
  highWrong: number;
}

const pairs = readPairs();
const judged = pairs.map((pair) => {
  const aliases = artistAliases(pair.aliases);
  const match = matchPriority(describeRecording(pair.a, { aliases }), describeRecording(pair.b, { aliases }));
  return { ...pair, match };
});

function tally(of: readonly (typeof judged)[number][]): Tally {
  const high = of.filter(({ match }) => match.accepted && match.highConfidence);
  return {
    pairs: of.length,
    right: of.filter(({ match, same }) => match.accepted && same).length,
    wrong: of.filter(({ match, same }) => match.accepted && !same).length,
    missed: of.filter(({ match, same }) => !match.accepted && same).length,
    high: high.length,
    highWrong: high.filter(({ same }) => !same).length,
  };
}

const f1 = ({ right, wrong, missed }: Tally): number => (2 * right) / (2 * right + wrong + missed);

function report(): string {
  const rows = [...new Set(pairs.map(({ category }) => category))].map(
    (category) => [category, judged.filter((pair) => pair.category === category)] as const,
  );
  const line = (name: string, of: readonly (typeof judged)[number][]): string => {
    const t = tally(of);
    const counts = `${String(t.pairs).padStart(4)} pairs, ${t.right} accepted, ${t.wrong} wrongly, ${t.missed} missed`;
    const same = of.some((pair) => pair.same) ? `F1 ${f1(t).toFixed(3)}` : 'F1 -';
    return `${name.padEnd(24)}${counts.padEnd(50)} ${same}, high confidence ${t.high} of which wrong ${t.highWrong}`;
  };
  const even = judged.filter((_, i) => i % 2 === 0);
  const odd = judged.filter((_, i) => i % 2 === 1);
  const errors = judged
    .filter(({ match, same }) => match.accepted !== same)
    .map(({ line: text, match }) => `  ${text}  → ${JSON.stringify(match)}`);
  return [...rows.map(([name, of]) => line(name, of)), line('even', even), line('odd', odd), line('all', judged), ...errors].join('\n');
}

describe('when hand-labelled pairs are compared', () => {
  it('reaches an F1 of 0.97, and is never wrong at high confidence', () => {
    process.stdout.write(`${report()}\n`);
    expect(pairs.length).toBeGreaterThanOrEqual(400);
    const all = tally(judged);
    expect(all.high).toBeGreaterThan(all.right / 2);
    expect(all.highWrong).toBe(0);
    expect(f1(all)).toBeGreaterThanOrEqual(0.97);
  });

  it('judges every pair as it is labelled, but for those known to be missed', () => {
    const misjudged = judged.filter(({ match, same }) => match.accepted !== same);
    expect(misjudged.map(({ line }) => line)).toEqual(pairs.filter(({ missed }) => missed).map(({ line }) => line));
  });

  it('gives the same verdict whichever of the two is wanted', () => {
    for (const { a, b, aliases: groups, match } of judged) {
      const aliases = artistAliases(groups);
      expect(matchPriority(describeRecording(b, { aliases }), describeRecording(a, { aliases }))).toEqual(match);
    }
  });

  it('lets every sure pair be found by the keys of the other', () => {
    for (const { line, a, b, aliases: groups, match } of judged) {
      if (!match.accepted || !match.highConfidence || match.reason === 'same_id' || match.reason === 'same_isrc') continue;
      const aliases = artistAliases(groups);
      const [one = [], other = []] = [a, b].map((input) => recordingKeys(describeRecording(input, { aliases })));
      expect({ line, found: one.some((key) => other.includes(key)) }).toEqual({ line, found: true });
    }
  });
});
