import { constants, setPriority } from 'node:os';
import { makeCover, makeMosaic, Refused } from './make-pictures.js';
import type { PictureAnswer, PictureOrder } from './picture-messages.js';

// The entry point of the child process: decoding takes memory that only its end gives back.

async function answerTo({ id, sources }: PictureOrder): Promise<PictureAnswer> {
  const rss = (): number => process.memoryUsage.rss();
  try {
    const [first] = sources;
    const made = await (sources.length === 1 && first !== undefined ? makeCover(first) : makeMosaic(sources));
    return { id, rss: rss(), made };
  } catch (error) {
    const refused = error instanceof Refused ? error.message : `cannot be made: ${String(error).slice(0, 200)}`;
    return { id, rss: rss(), refused };
  }
}

if (process.send !== undefined) {
  // Background work: whatever else wants the processor goes first.
  setPriority(constants.priority.PRIORITY_LOW);
  process.on('message', (order: PictureOrder) => {
    void answerTo(order).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit());
}
