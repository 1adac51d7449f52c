import { orchestratorSchedulesV1 as wire } from '@catalogsync/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { ScheduleBook } from '../../core/schedules/schedule-book.js';
import { fromScheduleMessage, toScheduleMessage } from './schedule-messages.js';

export const scheduleBookToken = Symbol('schedules');

/** A schedule's sources are checked with the resolver; a caller waits no longer than this. */
const saveMs = 10_000;

/** gRPC edge of the schedules. */
@Controller()
@wire.ScheduleServiceControllerMethods()
export class ScheduleController implements wire.ScheduleServiceController {
  constructor(@Inject(scheduleBookToken) private readonly book: ScheduleBook) {}

  async listSchedules(): Promise<wire.ListSchedulesResponse> {
    return { schedules: (await this.book.list()).map(toScheduleMessage) };
  }

  async saveSchedule(request: wire.SaveScheduleRequest): Promise<wire.SaveScheduleResponse> {
    const { id, text } = fromScheduleMessage(request.schedule);
    const signal = AbortSignal.timeout(saveMs);
    const saved = id === 0 ? await this.book.add(text, signal) : await this.book.replace(id, text, signal);
    return { schedule: toScheduleMessage(saved) };
  }

  async deleteSchedule({ scheduleId }: wire.DeleteScheduleRequest): Promise<wire.DeleteScheduleResponse> {
    await this.book.delete(scheduleId);
    return {};
  }
}
