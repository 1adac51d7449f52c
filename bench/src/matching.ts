import { describeRecording, matchPriority, type Recording, type RecordingInput } from '@catalogsync/catalog';
import { median, printTable } from './table.js';

/** Titles as sources write them: plain ones, and every kind of qualifier that must be read. */
const titles = [
  '七里香',
  '七里香 (Live)',
  '發如雪',
  '光年之外 (电影《太空旅客》中文主题曲)',
  '晴天（翻自 周杰伦）',
  '夜曲 DJ版',
  'Bohemian Rhapsody - Remastered 2011',
  'Titanium (feat. Sia) [Alesso Remix]',
  "All Too Well (10 Minute Version) (Taylor's Version)",
  'Another Brick in the Wall, Pt. 2',
  'Hello',
  '夜に駆ける',
  '紅蓮華 -Acoustic Ver.-',
  '봄날 (Spring Day)',
  'Группа крови',
  'Evidências (Ao Vivo)',
] as const;
const credits = [
  '周杰伦',
  '周杰伦 / 费玉清',
  'G.E.M. 邓紫棋',
  'Queen',
  'David Guetta feat. Sia',
  'Earth, Wind & Fire',
  'YOASOBI',
  'IU (아이유)',
  'Кино',
  'Chitãozinho & Xororó',
] as const;

const candidateCount = 20_000;
const rounds = 7;

/** Titles and credits; two in three titles and one in seven credits are numbered so that no cache knows them. */
function candidates(): RecordingInput[] {
  return Array.from({ length: candidateCount }, (_, i) => ({
    title: `${titles[i % titles.length]}${i % 3 === 0 ? '' : ` ${i}`}`,
    artists: `${credits[i % credits.length]}${i % 7 === 0 ? ` ${i}` : ''}`,
    album: i % 4 === 0 ? `album ${i}` : '',
    durationMs: 180_000 + (i % 100) * 1000,
    isrc: '',
    platform: 'qq',
    remoteId: String(i),
  }));
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Pairs per CPU second, the median of several rounds after two warm-ups: independent of other load on the machine. */
function pairsPerSecond(pairs: number, run: () => number): number {
  const rates: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const began = cpuSeconds();
    if (run() < 0) throw new Error('unreachable: keeps the result in use');
    if (round >= 0) rates.push(pairs / (cpuSeconds() - began));
  }
  return median(rates);
}

/**
 * The matcher on one core. Goal: 100,000 candidate pairs per second with every candidate parsed once and the wanted
 * song parsed once in all. The yardstick is the least any matcher does: both titles in NFKC and lower case, compared
 * for equality.
 */
export async function runMatchingBench(): Promise<void> {
  const inputs = candidates();
  const targets: Recording[] = titles.map((title, i) =>
    describeRecording({ title, artists: credits[i % credits.length], durationMs: 200_000 }),
  );
  const [target] = targets;
  if (target === undefined) return;
  const plain = '七里香'.normalize('NFKC').toLowerCase();
  const described = inputs.map((input) => describeRecording(input));
  const accepted = (list: readonly Recording[], song: Recording): number =>
    list.filter((candidate) => matchPriority(song, candidate).accepted).length;
  const rows: [string, number, string][] = [
    [
      'NFKC and lower case, equal?',
      pairsPerSecond(candidateCount, () => inputs.filter(({ title }) => title.normalize('NFKC').toLowerCase() === plain).length),
      '',
    ],
    [
      'read the candidate and compare',
      pairsPerSecond(candidateCount, () => inputs.filter((input) => matchPriority(target, describeRecording(input)).accepted).length),
      '>= 100,000',
    ],
    [
      'compare, candidate read before',
      pairsPerSecond(candidateCount * targets.length, () => targets.reduce((sum, song) => sum + accepted(described, song), 0)),
      '',
    ],
  ];
  const yardstick = rows[0]?.[1] ?? Number.NaN;
  printTable(
    ['work per pair', 'pairs per CPU second (median)', 'ratio', 'goal'],
    rows.map(([name, rate, goal]) => [name, Math.round(rate).toLocaleString('en'), (rate / yardstick).toFixed(3), goal]),
  );
  console.log(
    `${candidateCount.toLocaleString('en')} candidates, ${titles.length} titles in six scripts, ${rounds} rounds after two to warm up`,
  );
}
