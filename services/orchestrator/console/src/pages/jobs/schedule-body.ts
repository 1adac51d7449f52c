import type { Schemas } from '../../api/types.js';

export type Schedule = Schemas['Schedule'];

/** The fields of a schedule that can be set. */
export const bodyOfSchedule = ({ id: _, nextRunAt: __, lastRunAt: ___, lastJobId: ____, lastError: _____, ...body }: Schedule) => body;
