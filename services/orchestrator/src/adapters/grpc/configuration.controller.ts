import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { ApplyRevision } from '../../core/configuration/apply-revision.js';
import type { Configuration } from '../../core/configuration/configuration.js';
import type { OwnersConsent } from '../../core/configuration/consent.js';
import { toAppliedMessage, toDiffMessage, toRevisionMessage } from './configuration-messages.js';

/** Tokens of what the module binds. */
export const configurationToken = Symbol('configuration');
export const applyRevisionToken = Symbol('apply revision');
export const ownersConsentToken = Symbol("owner's consent");

/** gRPC edge of catalogsync.orchestrator.v1.ConfigurationService. */
@Controller()
@configurationV1.ConfigurationServiceControllerMethods()
export class ConfigurationController implements configurationV1.ConfigurationServiceController {
  constructor(
    @Inject(configurationToken) private readonly configuration: Configuration,
    @Inject(applyRevisionToken) private readonly applying: ApplyRevision,
    @Inject(ownersConsentToken) private readonly consent: OwnersConsent,
  ) {}

  async listRevisions({ pageSize, pageToken }: configurationV1.ListRevisionsRequest): Promise<configurationV1.ListRevisionsResponse> {
    const { revisions, nextPageToken } = await this.configuration.list(pageSize, pageToken);
    return { revisions: revisions.map(toRevisionMessage), nextPageToken };
  }

  async getRevision({ revisionId }: configurationV1.GetRevisionRequest): Promise<configurationV1.GetRevisionResponse> {
    const { revision, contentText } = await this.configuration.revision(revisionId);
    return { revision: toRevisionMessage(revision), contentText };
  }

  async saveRevision(
    { note, contentText }: configurationV1.SaveRevisionRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<configurationV1.SaveRevisionResponse> {
    return { revision: toRevisionMessage(await this.configuration.save(note, contentText, actorOf(call))) };
  }

  async diffRevisions(request: configurationV1.DiffRevisionsRequest): Promise<configurationV1.DiffRevisionsResponse> {
    return toDiffMessage(await this.configuration.diff(request.fromRevisionId, request.toRevisionId));
  }

  async applyRevision(
    { revisionId }: configurationV1.ApplyRevisionRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<configurationV1.ApplyRevisionResponse> {
    return toAppliedMessage(await this.applying.apply(revisionId, actorOf(call), this.consent));
  }
}
