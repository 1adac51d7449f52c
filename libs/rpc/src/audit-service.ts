import { type AuditEntry, type AuditPage, isPlaceText, parsePlace, placeOf, printPlace } from '@catalogsync/audit';
import { auditV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { Controller, Inject } from '@nestjs/common';
import { clientOf } from './client.js';

/** What a service reads its log from. */
export interface AuditReader {
  list(page: AuditPage): Promise<{ readonly entries: readonly AuditEntry[]; readonly missing: readonly string[] }>;
}

export const auditReaderToken = Symbol('audit reader');

/** For the definitions of a service that has the controller. */
export const auditDefinition = { 'catalogsync.audit.v1.AuditService': auditV1.AuditServiceService };

const usualPage = 50;
const largestPage = 500;

function toMessage({ service, id, at, actor, via, address, action, target, outcome }: AuditEntry): auditV1.AuditEntry {
  return { service, id, at, actor, via, address, action, target, outcome };
}

/** gRPC edge of the audit log, the same at every service. */
@Controller()
@auditV1.AuditServiceControllerMethods()
export class AuditController implements auditV1.AuditServiceController {
  constructor(@Inject(auditReaderToken) private readonly reader: AuditReader) {}

  async listEntries({ pageSize, pageToken }: auditV1.ListEntriesRequest): Promise<auditV1.ListEntriesResponse> {
    if (pageSize < 0 || pageSize > largestPage) throw new Fault('invalid_argument', `page_size must be 0 to ${largestPage}`);
    const limit = pageSize === 0 ? usualPage : pageSize;
    const before = pageToken === '' ? undefined : parsePlace(pageToken);
    const { entries, missing } = await this.reader.list({ before, limit });
    // A full page may be the last one; the next is then empty.
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return { entries: entries.map(toMessage), nextPageToken: last === undefined ? '' : printPlace(placeOf(last)), missing: [...missing] };
  }
}

const ways: ReadonlySet<string> = new Set(['http', 'grpc', 'cli', 'schedule']);
const isWay = (word: string): word is AuditEntry['via'] => ways.has(word);

/** The audit log of one service; that of the orchestrator has the entries of all. */
export class AuditClient extends clientOf(auditV1.AuditServiceService, 'orchestrator') {
  async list({ before, limit }: AuditPage, limits: { readonly deadlineMs: number; readonly signal?: AbortSignal }) {
    const pageToken = before === undefined ? '' : printPlace(before);
    const { entries, missing, nextPageToken } = await this.rpc.listEntries({ pageSize: limit, pageToken }, limits);
    return {
      missing,
      next: isPlaceText(nextPageToken) ? parsePlace(nextPageToken) : undefined,
      entries: entries.map((entry): AuditEntry => ({ ...entry, via: isWay(entry.via) ? entry.via : 'grpc' })),
    };
  }
}
