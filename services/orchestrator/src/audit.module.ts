import { AuditClient, AuditController, type AuditReader, auditReaderToken, RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { BoundAudit } from './audit.binding.js';
import type { OrchestratorConfig } from './config.js';
import { AuditOfAll } from './core/console/audit-of-all.js';

/** A reader of the log waits no longer for a service that hangs, in milliseconds. */
const answerWithinMs = 3_000;

const clientsToken = Symbol('audit logs of other services');

type Clients = Readonly<Record<'resolver' | 'snapshot', AuditClient>>;

function auditOfAll({ log: own }: BoundAudit, clients: Clients, { log }: ServiceContext): AuditReader {
  const others = Object.entries(clients).map(([service, client]) => ({
    service,
    list: async (page: Parameters<AuditClient['list']>[0]) => (await client.list(page, { deadlineMs: answerWithinMs })).entries,
  }));
  return new AuditOfAll({ own, others, onMissing: (service, err) => log.warn({ err, service }, 'a part of the audit log is missing') });
}

/** The audit log of all services, and its gRPC edge. */
@Module({})
export class AuditModule implements OnApplicationShutdown {
  constructor(@Inject(clientsToken) private readonly clients: Clients) {}

  static register(config: OrchestratorConfig, context: ServiceContext, audit: BoundAudit): DynamicModule {
    const { RESOLVER_RPC, SNAPSHOT_RPC } = config;
    const access = new RpcAccess('orchestrator', config);
    return {
      module: AuditModule,
      controllers: [AuditController],
      providers: [
        {
          provide: clientsToken,
          useFactory: (): Clients => ({
            resolver: new AuditClient(RESOLVER_RPC, access, 'resolver'),
            snapshot: new AuditClient(SNAPSHOT_RPC, access, 'snapshot'),
          }),
        },
        { provide: auditReaderToken, inject: [clientsToken], useFactory: (clients: Clients) => auditOfAll(audit, clients, context) },
      ],
      exports: [auditReaderToken],
    };
  }

  onApplicationShutdown(): void {
    for (const client of Object.values(this.clients)) client.close();
  }
}
