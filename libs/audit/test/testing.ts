/** What tests of others use. */
export { MemoryAuditLog } from './memory-audit-log.js';
