import { auditLogContract, MemoryAuditLog } from '../test/testing.js';

auditLogContract('in memory', async () => ({ log: new MemoryAuditLog(), close: async () => undefined }));
