import type { Completion } from '../turn/completions.js';

/** Ends of attempts until they are stored. Nothing leaves it before its transaction is durable. */
export class Outbox<Effects> {
  private waiting: Completion<Effects>[] = [];

  add(completion: Completion<Effects>): void {
    this.waiting.push(completion);
  }

  /** Those there are now; what is added later is not among them. */
  peek(): ReadonlyArray<Completion<Effects>> {
    return [...this.waiting];
  }

  remove(stored: ReadonlyArray<Completion<Effects>>): void {
    const gone = new Set(stored);
    this.waiting = this.waiting.filter((completion) => !gone.has(completion));
  }

  replace(before: Completion<Effects>, after: Completion<Effects>): void {
    this.waiting = this.waiting.map((completion) => (completion === before ? after : completion));
  }

  /** Forgets those that do not pass. */
  keep(passes: (completion: Completion<Effects>) => boolean): void {
    this.waiting = this.waiting.filter(passes);
  }
}
