import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');

/** How the services name what they record: as a property, or as the first text that a recording function of theirs is given. */
const recorded = [
  /\baction: (?:undo \? )?'([a-z][A-Za-z]+)'(?: : '([a-z][A-Za-z]+)')?/g,
  /\bthis\.(?:recorded|run)\((?:actor, )?'([a-z][A-Za-z]+)'/g,
];

describe('when a service records an action', () => {
  const sources = globSync('services/{orchestrator,resolver,snapshot}/src/core/**/*.ts', { cwd: root }).filter(
    (path) => !path.endsWith('.spec.ts'),
  );
  const actions = new Set(
    sources.flatMap((path) => recorded.flatMap((form) => [...read(path).matchAll(form)].flatMap(([, ...names]) => names.filter(Boolean)))),
  );

  it('is found by this test, however it is written', () => {
    const known = [
      'addUser',
      'createJob',
      'rollback',
      'chooseRecording',
      'approveQuarantined',
      'startDownload',
      'setFaultsAside',
      'takeUpFaults',
    ];
    expect(known.filter((name) => !actions.has(name))).toEqual([]);
  });

  it('has words in the audit log of the console', () => {
    const words = read('services/orchestrator/console/src/pages/account/audit-words.ts');
    expect([...actions].filter((name) => !new RegExp(`^  ${name}: \\{ zh: '.+', en: '.+' \\},$`, 'm').test(words))).toEqual([]);
  });
});
