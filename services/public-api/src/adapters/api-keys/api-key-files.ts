import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { writeAtomically } from '@catalogsync/runtime';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ApiKey } from '../../core/limits/api-key.js';
import { hashOf } from './hash-of.js';

const keyShape = Type.Object({
  id: Type.String({ pattern: '^k-[0-9a-f]{8}$' }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  createdAt: Type.String(),
  perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
const fileShape = Type.Object({ keys: Type.Array(keyShape, { maxItems: 10_000 }) });
const usesShape = Type.Record(Type.String(), Type.String());

/** The text of a key: what says that it is one, and 256 random bits. */
const keyText = (): string => `csk_${randomBytes(32).toString('base64url')}`;

/** Undefined if there is no such file. @throws Fault `data_corrupt`, `permission_denied` */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(file, error);
    const fault = toFault(error);
    if (fault.code === 'not_found') return undefined;
    throw fault;
  }
}

const unreadable = (file: string, cause?: unknown): Fault =>
  new Fault('data_corrupt', `the file of API keys cannot be read: ${file}`, {
    hint: 'Restore it, or remove it and create the keys anew.',
    cause,
  });

/** The keys of a file; none if it is missing. @throws Fault `data_corrupt`, `permission_denied` */
export async function readApiKeys(file: string): Promise<readonly ApiKey[]> {
  const content = await readJson(file);
  if (content === undefined) return [];
  if (!Value.Check(fileShape, content)) throw unreadable(file);
  return content.keys as readonly ApiKey[];
}

/** When each key was used last, by id: ISO 8601, UTC. What cannot be read is as good as none. */
export async function readLastUses(file: string): Promise<Readonly<Record<string, string>>> {
  const content = await readJson(file).catch(() => undefined);
  return Value.Check(usesShape, content) ? content : {};
}

export const writeLastUses = (file: string, uses: Readonly<Record<string, string>>): Promise<void> =>
  writeAtomically(file, `${JSON.stringify(uses, undefined, 2)}\n`, 0o600);

const write = (file: string, keys: readonly ApiKey[]): Promise<void> =>
  writeAtomically(file, `${JSON.stringify({ keys }, undefined, 2)}\n`, 0o600);

/**
 * Makes a key. Its text is returned here and can never be read again.
 * @throws Fault `already_exists` for a name that another key has
 */
export async function createApiKey(
  file: string,
  { name, perMinute, now }: { readonly name: string; readonly perMinute?: number; readonly now: Date },
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const keys = await readApiKeys(file);
  if (keys.some((one) => one.name === name)) {
    throw new Fault('already_exists', `there is a key called "${name}"`, { hint: 'Choose another name, or revoke that one first.' });
  }
  const text = keyText();
  const rate = perMinute === undefined ? {} : { perMinute };
  const id = `k-${randomBytes(4).toString('hex')}`;
  const key: ApiKey = { id, name, sha256: hashOf(text), createdAt: now.toISOString(), ...rate };
  if (!Value.Check(keyShape, key))
    throw new Fault('invalid_argument', 'a key needs a name of 1 to 100 characters and a rate from 1 to 1000000');
  await write(file, [...keys, key]);
  return { key, text };
}

/** @param wanted its id or its name. @throws Fault `not_found` */
export async function revokeApiKey(file: string, wanted: string): Promise<ApiKey> {
  const keys = await readApiKeys(file);
  const key = keys.find(({ id, name }) => id === wanted || name === wanted);
  if (key === undefined) throw new Fault('not_found', `there is no key "${wanted}"`, { hint: 'catalogsync cloud keys list shows them.' });
  await write(
    file,
    keys.filter((one) => one !== key),
  );
  return key;
}
