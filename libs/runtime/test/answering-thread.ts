import { Fault } from '@catalogsync/faults';
import { answerInThread } from '../src/thread.js';

interface Question {
  readonly double?: number;
  readonly fail?: 'disk_full';
  readonly exit?: true;
  readonly forever?: true;
}

/** A thread for tests. */
await answerInThread(({ double = 0, fail, exit, forever }: Question): number => {
  if (fail !== undefined) throw new Fault(fail, 'no', { hint: 'Free some.', cause: new Error('because') });
  if (exit === true) process.exit();
  while (forever === true);
  return 2 * double;
});
