/** Most pages of 200 items fit. */
const usualBytes = 256 * 1_024;

/**
 * The memory that answers are put together in, the same for each: memory of its own for every answer, none of it long-lived, makes
 * V8 mark the whole heap every few hundred answers, a third of the CPU time of lists. What is taken holds until the
 * caller returns to the event loop; answers are made and written without waiting. Copy what is kept.
 */
class AnswerRoom {
  private bytes = Buffer.allocUnsafeSlow(usualBytes);
  private end = 0;
  private isFree = true;

  take(length: number): Buffer {
    if (this.isFree) {
      this.isFree = false;
      queueMicrotask(this.free);
    }
    if (this.end + length > this.bytes.length) this.renew(length);
    const from = this.end;
    this.end += length;
    return this.bytes.subarray(from, this.end);
  }

  /** What was taken remains as it is, since it is still being sent. */
  giveAway(): void {
    this.renew(usualBytes);
  }

  private renew(least: number): void {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(usualBytes, least));
    this.end = 0;
  }

  private readonly free = (): void => {
    this.isFree = true;
    if (this.bytes.length > usualBytes) this.renew(usualBytes);
    this.end = 0;
  };
}

export const answerRoom = new AnswerRoom();
