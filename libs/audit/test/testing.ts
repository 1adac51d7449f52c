/** What tests of others use. */
export { auditLogContract, type OpenAuditLog } from '../src/audit-log.contract.js';
export { MemoryAuditLog } from './memory-audit-log.js';
