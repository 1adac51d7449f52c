import { type AuditEntry, type AuditLog, type AuditPage, latestFirst } from '@catalogsync/audit';

/** The log of another service. */
interface OtherAudit {
  readonly service: string;
  /** @throws Fault if it does not answer */
  list(page: AuditPage): Promise<readonly AuditEntry[]>;
}

export interface AuditOfAllParts {
  readonly own: Pick<AuditLog, 'list'>;
  readonly others: readonly OtherAudit[];
  /** Told why the entries of a service are missing. */
  onMissing(service: string, error: unknown): void;
}

/**
 * The log of all services, as one. Each keeps its own entries, in the transaction of the change where it has one, so that
 * none is lost while another service is down; they are put together only when somebody reads them.
 */
export class AuditOfAll {
  constructor(private readonly parts: AuditOfAllParts) {}

  /** Latest first; `missing` names the services that did not answer. */
  async list(page: AuditPage): Promise<{ readonly entries: readonly AuditEntry[]; readonly missing: readonly string[] }> {
    const { own, others } = this.parts;
    const missing: string[] = [];
    const lists = await Promise.all([
      own.list(page),
      ...others.map((other) =>
        other.list(page).catch((error: unknown) => {
          this.parts.onMissing(other.service, error);
          missing.push(other.service);
          return [];
        }),
      ),
    ]);
    return { entries: lists.flat().sort(latestFirst).slice(0, page.limit), missing: missing.sort() };
  }
}
