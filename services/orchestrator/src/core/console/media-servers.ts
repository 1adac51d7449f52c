import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { MediaServerPeer, MediaServerStatus } from '../media-server/media-server-peer.js';

/** What one thing came to with the chosen server and account. */
export interface ServerCheck {
  readonly what: string;
  /** `offered`: not tried, because that would change something. */
  readonly result: ServerCheckResult;
  readonly detail: string;
  readonly hint: string | undefined;
}

export const serverCheckResults = ['works', 'offered', 'unsupported', 'failed'] as const;
export type ServerCheckResult = (typeof serverCheckResults)[number];

export interface ServerChecks {
  /** Milliseconds since 1970, UTC. */
  readonly checkedAt: number;
  readonly checks: readonly ServerCheck[];
}

/** The chosen server, and those that there are adapters for. */
export interface ServerOverview extends MediaServerStatus {
  readonly available: readonly string[];
  /** Empty if the server does not say. */
  readonly version: string;
}

/** The media-server service. Every call throws Fault `unavailable` if it does not answer. */
export interface ServerDesk extends Pick<MediaServerPeer, 'scan'> {
  overview(signal: AbortSignal): Promise<ServerOverview>;
  /** Tries what can be tried without changing anything. @throws Fault `failed_precondition` if no server is chosen */
  checks(signal: AbortSignal): Promise<readonly ServerCheck[]>;
}

export interface MediaServersParts {
  readonly desk: ServerDesk;
  readonly audit: Audit;
  now(): number;
}

/** The owner's media server as people see it and command it. Remembers what the last check of a server found, until the next start. */
export class MediaServers {
  private readonly checked = new Map<string, ServerChecks>();

  constructor(private readonly parts: MediaServersParts) {}

  /** With what is known of the chosen server. @throws Fault, see `ServerDesk` */
  async overview(signal: AbortSignal): Promise<ServerOverview & { readonly lastCheck: ServerChecks | undefined }> {
    const overview = await this.parts.desk.overview(signal);
    return { ...overview, lastCheck: this.checked.get(overview.active) };
  }

  /** @throws Fault, see `ServerDesk` */
  async check(signal: AbortSignal): Promise<ServerChecks> {
    const { active } = await this.parts.desk.overview(signal);
    const checks = { checks: await this.parts.desk.checks(signal), checkedAt: this.parts.now() };
    this.checked.set(active, checks);
    return checks;
  }

  /** Has the server scan its whole library, and does not wait for the end. @throws Fault, see `MediaServerPeer` */
  scan(actor: Actor, signal: AbortSignal): Promise<void> {
    return this.parts.audit.run({ ...actor, action: 'scanMediaServer', target: 'media server' }, async () => {
      for await (const step of this.parts.desk.scan([], 0, signal)) if (step.kind === 'scanned') return;
      throw new Fault('data_corrupt', 'media-server: the scan ended without a result');
    });
  }
}
