import type { ServerResponse } from 'node:http';
import type { OpenedFile } from '../../core/stream/stream-ports.js';

/** Larger blocks cost memory and save little: measured at 128, 256 and 512 KiB. */
const blockBytes = 256 * 1024;
/** Blocks kept for the next streams; each stream uses two. */
const maxIdleBlocks = 64;

/** Blocks are reused: allocating each anew costs half as much processor time as sending it. */
export class BlockPool {
  private readonly idle: Buffer[] = [];

  take(): Buffer {
    return this.idle.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
  }

  giveBack(blocks: readonly Buffer[]): void {
    if (this.idle.length < maxIdleBlocks) this.idle.push(...blocks);
  }
}

/** The answer was closed before all of it was written. */
class AnswerClosed extends Error {}

/** Writes blocks and reports when each may be reused. */
class BlockWriter {
  private readonly waiting = new Set<(reason: Error) => void>();

  constructor(private readonly answer: ServerResponse) {
    answer.once('close', () => {
      for (const fail of this.waiting) fail(new AnswerClosed());
    });
    // Passed on to whoever waits for a block; without a listener it would end the process.
    answer.on('error', () => undefined);
  }

  write(block: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.answer.destroyed) return reject(new AnswerClosed());
      this.waiting.add(reject);
      this.answer.write(block, (error) => {
        this.waiting.delete(reject);
        if (error) reject(new AnswerClosed(undefined, { cause: error }));
        else resolve();
      });
    });
  }
}

/**
 * Sends the bytes `start` to `end` of a file, both included, after the head of the answer. One block is read while
 * another is sent. If the file ends early, the announced length cannot be met, so the connection is cut and the
 * client notices.
 * @returns whether everything was sent; `false` if the client left or the file became shorter
 * @throws what reading throws, after the connection was cut
 */
export async function sendFile(
  answer: ServerResponse,
  file: OpenedFile,
  range: { start: number; end: number },
  pool: BlockPool,
): Promise<boolean> {
  if (answer.closed) return false;
  const closed = new Promise<void>((resolve) => void answer.once('close', resolve));
  const blocks = [pool.take(), pool.take()] as const;
  let complete = false;
  try {
    complete = await sendBlocks(answer, file, range, blocks);
  } catch (error) {
    if (!(error instanceof AnswerClosed)) throw error;
  } finally {
    if (!complete) {
      answer.destroy();
      // Until then a block may still be in use.
      await closed;
    }
    pool.giveBack(blocks);
  }
  if (complete) answer.end();
  return complete;
}

async function sendBlocks(
  answer: ServerResponse,
  file: OpenedFile,
  { start, end }: { start: number; end: number },
  blocks: readonly [Buffer, Buffer],
): Promise<boolean> {
  const writer = new BlockWriter(answer);
  const sent: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  for (let position = start, turn: 0 | 1 = 0; position <= end; turn = turn === 0 ? 1 : 0) {
    await sent[turn];
    const block = blocks[turn].subarray(0, Math.min(blockBytes, end - position + 1));
    const length = await file.read(block, position);
    if (length === 0) return false;
    sent[turn] = writer.write(block.subarray(0, length));
    // Awaited when its block is needed again; until then a failure must not count as unhandled.
    sent[turn].catch(() => undefined);
    position += length;
  }
  await Promise.all(sent);
  return true;
}
