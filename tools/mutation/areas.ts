/** Code whose defects would hurt most, and the tests nearest to it: they are to notice by themselves, and each defect costs their run. Patterns are relative to the workspace. */
export interface Area {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

const orchestrator = 'services/orchestrator';
const resolver = 'services/resolver';
const publicApi = 'services/public-api';

export const areas: readonly Area[] = [
  { name: 'engine', mutate: ['libs/job-engine/src'], tests: ['libs/job-engine/**/*.spec.ts'] },
  {
    name: 'engine-store',
    mutate: [`${orchestrator}/src/adapters/sqlite/engine-store`],
    tests: [`${orchestrator}/src/adapters/sqlite/engine-store/*.spec.ts`, `${orchestrator}/test/engine-{store,queries,migration}.spec.ts`],
  },
  {
    name: 'downloads',
    mutate: [`${resolver}/src/core/downloads`, `${orchestrator}/src/core/download`],
    tests: [
      `${resolver}/src/core/downloads/*.spec.ts`,
      `${resolver}/test/download-{engine,outcomes,quarantine}.spec.ts`,
      `${orchestrator}/test/download-{songs,executor}.spec.ts`,
    ],
  },
  {
    name: 'library-folder',
    mutate: [`${orchestrator}/src/adapters/library-folder`],
    tests: [`${orchestrator}/test/library-folder.spec.ts`],
  },
  {
    name: 'verification',
    mutate: [`${resolver}/src/core/verification`],
    tests: [`${resolver}/src/core/verification/*.spec.ts`],
  },
  {
    name: 'trust',
    mutate: ['libs/snapshot-format/src/trust.ts', 'libs/snapshot-format/src/manifest.ts'],
    tests: ['libs/snapshot-format/src/{trust,manifest}.spec.ts'],
  },
  { name: 'follower', mutate: ['libs/snapshot-follower/src'], tests: ['libs/snapshot-follower/**/*.spec.ts'] },
  { name: 'signing', mutate: ['libs/signing/src'], tests: ['libs/signing/src/*.spec.ts'] },
  { name: 'matching', mutate: ['libs/catalog/src/matching'], tests: ['libs/catalog/src/matching/*.spec.ts'] },
  {
    name: 'readers',
    mutate: [`${publicApi}/src/adapters/snapshot-db`],
    tests: [`${publicApi}/src/adapters/snapshot-db/*.spec.ts`, `${publicApi}/test/{http-api,search}.spec.ts`],
  },
];
