import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ApiWorld } from './api-world.js';
import { ask } from './http-client.js';

// Real here: the published document, Redocly's linter as a process, Spectral.
const run = promisify(execFile);
const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
const file = join(folder, 'openapi.json');

interface Described {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly required?: boolean;
    readonly example?: unknown;
  }[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly schema: { readonly format?: string }; readonly example?: unknown }>> }
    >
  >;
}

let world: ApiWorld;
let text: string;
let document: { paths: Record<string, { get: Described }>; components: object };

beforeAll(async () => {
  world = await ApiWorld.open();
  text = (await ask(await world.serve(), '/openapi.json')).text;
  document = JSON.parse(text);
  writeFileSync(file, text);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('when the document is linted', () => {
  it('has nothing that Redocly minds', async () => {
    const cli = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin', 'cli.js');
    const env = { PATH: process.env.PATH, HOME: folder, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' };
    const { stdout } = await run(process.execPath, [cli, 'lint', file, '--format=json'], { cwd: folder, env }).catch(
      (error: { stdout: string }) => error,
    );
    const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      problems: { ruleId: string; message: string; location: { pointer: string }[] }[];
    };
    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
  }, 120_000);

  it('has nothing that Spectral minds', async () => {
    const spectral = new spectralCore.Spectral();
    spectral.setRuleset({ extends: [spectralRulesets.oas] } as never);
    const found = await spectral.run(text);
    expect(found.map(({ code, message, path }) => `${code}: ${message} ${path.join('.')}`)).toEqual([]);
  }, 120_000);
});

describe('when a stranger reads the document', () => {
  const operations = (): Described[] => Object.values(document.paths).map(({ get }) => get);

  it('finds every operation described in sentences, and every parameter explained', () => {
    for (const { operationId, description = '', parameters = [] } of operations()) {
      expect([operationId, description.match(/[.!](?:\s|$)/g)?.length ?? 0]).toEqual([operationId, expect.any(Number)]);
      expect([operationId, (description.match(/[.!](?:\s|$)/g)?.length ?? 0) >= 2]).toEqual([operationId, true]);
      for (const { name, description: means } of parameters)
        expect([operationId, name, means]).toEqual([operationId, name, expect.any(String)]);
    }
  });

  it('finds an example of each, which is as its schema says', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { operationId, parameters = [], responses } of operations()) {
      for (const { name, required, example } of parameters) {
        if (required) expect([operationId, name, example]).toEqual([operationId, name, expect.anything()]);
      }
      const [media] = Object.values(responses[200]?.content ?? {});
      // Sound and pictures have no example.
      if (media === undefined || media.schema.format === 'binary') continue;
      const validate = ajv.compile({ ...media.schema, components: document.components });
      expect([operationId, validate(media.example), validate.errors]).toEqual([operationId, true, null]);
    }
  });
});
