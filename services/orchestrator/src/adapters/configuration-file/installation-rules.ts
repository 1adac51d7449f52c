import { createHash } from 'node:crypto';
import { Fault } from '@catalogsync/faults';
import {
  allKeys,
  checkSettings,
  describeSettings,
  type Environment,
  effectiveSettings,
  formProblem,
  type Installation,
  machineChanges,
  parseEnvironmentText,
  readSettingsFile,
  SecretKeys,
} from '@catalogsync/runtime';
import { diffLines } from 'diff';
import type { ComparedLine, Problem, Setting, SettingsChange, SettingsRules, TextTools } from '../../core/configuration/settings.js';

/** The keys of all services as given by the host, with the secrets as in their file. */
export class InstallationRules implements SettingsRules {
  private readonly secretKeys: SecretKeys;

  constructor(private readonly installation: Pick<Installation, 'secretsFile' | 'sources'>) {
    this.secretKeys = new SecretKeys(installation.sources.groups);
  }

  async check(text: string): Promise<Problem[]> {
    return checkSettings(text, this.installation.sources, await this.secrets());
  }

  async describe(text: string): Promise<Setting[]> {
    return describeSettings(text, this.installation.sources, await this.secrets());
  }

  whyNotKept(text: string): string | undefined {
    const form = formProblem(text);
    if (form !== undefined) return form;
    const [secret] = this.secretKeys.find(text);
    return secret === undefined ? undefined : `line ${secret.line}: ${secret.key} ${secret.why}`;
  }

  mask(text: string): string {
    return this.secretKeys.mask(text);
  }

  async change(before: string, after: string): Promise<SettingsChange> {
    const { sources } = this.installation;
    const secrets = await this.secrets();
    const [old, now] = [effectiveSettings(before, sources, secrets), effectiveSettings(after, sources, secrets)];
    const keys = Object.keys(allKeys(sources))
      .filter((key) => (old[key] ?? '') !== (now[key] ?? ''))
      .sort();
    const readers = sources.groups.filter((group) => keys.some((key) => Object.hasOwn(group.keys, key)));
    return { keys, services: readers.flatMap(({ service }) => (service === undefined ? [] : [service])) };
  }

  machineChanges(before: string, after: string): string[] {
    return machineChanges(before, after, this.installation.sources.groups);
  }

  /** No file means no secrets. */
  private async secrets(): Promise<Environment> {
    try {
      return parseEnvironmentText(await readSettingsFile(this.installation.secretsFile));
    } catch (error) {
      if (error instanceof Fault && error.code === 'not_found') return {};
      throw error;
    }
  }
}

/** Beyond this, two texts have so little in common that a diff is no better than showing both. */
const limits = { maxEditLength: 4000, timeout: 300 };

export const textTools: TextTools = {
  digest: (text) => createHash('sha256').update(text).digest('hex'),
  compare(from, to) {
    const changes = diffLines(from, to, limits) ?? [
      { value: from, removed: true, added: false },
      { value: to, removed: false, added: true },
    ];
    return changes.flatMap(({ value, added, removed }) => {
      const change: ComparedLine['change'] = added ? 'added' : removed ? 'removed' : 'same';
      return linesOf(value).map((text) => ({ change, text }));
    });
  },
};

/** The lines without their ends; a last line without an end counts if it is not empty. */
function linesOf(value: string): string[] {
  const lines = value.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
