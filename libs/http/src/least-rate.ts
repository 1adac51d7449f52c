import type { ServerResponse } from 'node:http';

/** How fast a client must read. */
export interface LeastRate {
  readonly bytesPerSecond: number;
  /** The average counts over this long, in milliseconds; also the grace at the beginning. */
  readonly windowMs: number;
}

/** Looks in one window: each costs next to nothing. */
const looks = 4;

/**
 * Cuts the connection of a client that reads slower than this while an answer is being sent: otherwise each holds a
 * connection and an open file for as long as it likes. What the system still buffers counts as read.
 */
export function demandRate(response: ServerResponse, { bytesPerSecond, windowMs }: LeastRate, onCut: () => void): void {
  const { socket } = response;
  if (socket === null) return;
  const taken = (): number => socket.bytesWritten - socket.writableLength;
  const least = (bytesPerSecond * windowMs) / 1000;
  const readings = [taken()];
  const timer = setInterval(() => {
    readings.push(taken());
    if (readings.length <= looks) return;
    const before = readings.shift() ?? 0;
    if (taken() - before >= least) return;
    clearInterval(timer);
    onCut();
    response.destroy();
  }, windowMs / looks);
  timer.unref();
  response.once('close', () => clearInterval(timer));
}
