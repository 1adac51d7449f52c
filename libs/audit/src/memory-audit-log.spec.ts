import { auditLogContract, MemoryAuditLog } from '../test/testing.js';

auditLogContract('in memory', async () => ({ log: new MemoryAuditLog(), service: 'orchestrator', close: async () => undefined }));
