import { Fault } from '@catalogsync/faults';

/**
 * What a refused publication looks like, each attack by its own name: `rollback` offers something older than was accepted, `freeze`
 * something that should have been renewed, `mix_and_match` files that do not belong together, `endless_data` more bytes than
 * allowed, `wrong_key` what no trusted key signed, `damaged` what is out of form.
 */
export const publicationAlarms = ['rollback', 'freeze', 'mix_and_match', 'endless_data', 'wrong_key', 'damaged'] as const;
export type PublicationAlarm = (typeof publicationAlarms)[number];

const hints: Readonly<Record<PublicationAlarm, string>> = {
  rollback: 'Somebody offers an old publication, or its folder was restored from a backup: publish again.',
  freeze: 'Look whether the publisher still runs and reaches its mirror, and check the clocks of both machines.',
  mix_and_match: 'Files of different publications are mixed: publish again.',
  endless_data: 'Look at what answers at SNAPSHOT_SOURCE.',
  wrong_key: 'If the publisher has new root keys, pair this machine again.',
  damaged: 'Publish again.',
};

/** A publication that is not accepted, and as what. Code `expired` for a freeze, else `data_corrupt`. */
export class RefusedPublication extends Fault {
  constructor(
    readonly alarm: PublicationAlarm,
    message: string,
    cause?: unknown,
  ) {
    super(alarm === 'freeze' ? 'expired' : 'data_corrupt', message, { hint: hints[alarm], cause });
  }
}

/** More bytes than a file may have. */
export function endlessData(path: string, maxBytes: number, cause?: unknown): RefusedPublication {
  return new RefusedPublication('endless_data', `${path} has more than the ${maxBytes} bytes allowed`, cause);
}
