import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import type { Applied } from '../../core/configuration/apply-revision.js';
import type { ConfigurationView, ShownRevision } from '../../core/configuration/configuration.js';
import type { ComparedLine, Problem, Setting } from '../../core/configuration/settings.js';

const { DiffLine_Change: Change } = configurationV1;

const changes: Readonly<Record<ComparedLine['change'], configurationV1.DiffLine_Change>> = {
  same: Change.CHANGE_SAME,
  removed: Change.CHANGE_REMOVED,
  added: Change.CHANGE_ADDED,
};

function toSettingMessage(setting: Setting): configurationV1.Setting {
  const { name, value, from, group, kind, range, help, secret } = setting;
  return { key: name, value, origin: from, group, kind, range, defaultValue: setting.default ?? '', help, secret };
}

export function toProblemMessages(problems: readonly Problem[]): configurationV1.ConfigurationProblem[] {
  return problems.map(({ key, line, message }) => ({ key, line, message }));
}

export function toConfigurationMessage(
  view: ConfigurationView,
  runtime: Readonly<Record<string, string>>,
): configurationV1.GetConfigurationResponse {
  const { filePath, contentText, settings, problems } = view;
  return {
    filePath,
    contentText,
    settings: settings.map(toSettingMessage),
    problems: toProblemMessages(problems),
    runtime: { ...runtime },
  };
}

export function toRevisionMessage(revision: ShownRevision): configurationV1.Revision {
  const { id, filePath, contentHash, note, createdAt, appliedAt, inForce, watchedUntil, returned } = revision;
  return {
    id,
    filePath,
    contentHash,
    note,
    createdAt,
    appliedAt: appliedAt ?? 0,
    inForce,
    watchedUntil: watchedUntil ?? 0,
    returnedAt: returned?.at ?? 0,
    returnReason: returned?.reason ?? '',
  };
}

export function toDiffMessage(lines: readonly ComparedLine[]): configurationV1.DiffRevisionsResponse {
  return { lines: lines.map(({ change, text }) => ({ change: changes[change], text })) };
}

export function toAppliedMessage(applied: Applied): configurationV1.ApplyRevisionResponse {
  const { revision, previousId, restartKeys, restartServices, restartedServices } = applied;
  return {
    revision: toRevisionMessage({ ...revision, inForce: true }),
    previousRevisionId: previousId,
    restartKeys: [...restartKeys],
    restartServices: [...restartServices],
    restartedServices: [...restartedServices],
  };
}
