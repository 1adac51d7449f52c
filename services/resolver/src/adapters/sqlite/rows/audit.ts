import { auditRows } from '@catalogsync/sqlite';

export const resolverAudit = auditRows('resolver_audit');
