import { orchestratorSchedulesV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
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

  async saveSchedule(request: wire.SaveScheduleRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.SaveScheduleResponse> {
    const { id, text } = fromScheduleMessage(request.schedule);
    const [actor, signal] = [actorOf(call), AbortSignal.timeout(saveMs)];
    const saved = id === 0 ? await this.book.add(text, actor, signal) : await this.book.replace(id, text, actor, signal);
    return { schedule: toScheduleMessage(saved) };
  }

  async deleteSchedule(
    { scheduleId }: wire.DeleteScheduleRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.DeleteScheduleResponse> {
    await this.book.delete(scheduleId, actorOf(call));
    return {};
  }
}
