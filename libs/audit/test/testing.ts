/** What tests of others use. */
export { auditLogContract } from '../src/audit-log.contract.js';
export { MemoryAuditLog } from './memory-audit-log.js';
