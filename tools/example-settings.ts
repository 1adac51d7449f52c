import type { KeyGroup } from '@catalogsync/runtime';
import { renderEnvFile } from '../cli/src/home/env-file.js';

/** Every key with its meaning, for those who write a settings file before the first start makes one. Secrets are in their own part. */
export function renderExampleSettings(groups: readonly KeyGroup[]): string {
  const secrets = renderEnvFile('secrets', groups);
  return `${renderEnvFile('settings', groups)}
# ------------------------------------------------------------------------------
# What follows belongs in secrets.env, or in files of SECRETS_DIR, never in the settings file.

${secrets}`;
}
