import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { Dashboard } from '../../core/console/dashboard.js';
import type { CurrentSnapshot } from '../../core/console/installation.js';
import { type Cause, causeKinds, type Verdict, verdictStates } from '../../core/console/verdict.js';
import type { Volume } from '../../core/console/volumes.js';
import { volume } from './volume-json.js';

// The installation at a glance.

const cause = shape<Cause>()('Cause', {
  kind: oneOf(causeKinds),
  name: Type.String({ description: 'Of the service, volume, source or template; may be empty.' }),
  since: instant(),
  count: nullable('integer', { description: 'Of the jobs, items or files that it is about.' }),
  jobId: nullable('integer'),
});

const verdict = shape<Verdict>()('Verdict', {
  state: oneOf(verdictStates, { description: 'trouble: work stands still or failed. attention: something waits for a person.' }),
  causes: from(({ causes }) => causes.map(cause.json), Type.Array(ref('Cause'), { description: 'What stops work comes first.' })),
});

const setup = shape<Dashboard>()('Setup', {
  hasFolder: from(({ installation }) => installation.setUp.hasFolder, Type.Boolean({ description: 'A folder with music of its own.' })),
  hasSource: from(({ installation }) => installation.setUp.hasSource, Type.Boolean({ description: 'Another source of music.' })),
  hasMediaServer: from(({ installation }) => installation.setUp.hasMediaServer, Type.Boolean()),
  hasCloud: from(({ installation }) => installation.setUp.hasCloud, Type.Boolean({ description: 'Object storage.' })),
  hasSong: from(({ counts }) => counts.songs > 0, Type.Boolean()),
  hasSnapshot: from(({ installation }) => installation.snapshot !== undefined, Type.Boolean()),
});

const currentSnapshot = shape<CurrentSnapshot>()('CurrentSnapshot', {
  id: Type.String(),
  generatedAt: instant(),
  trackCount: Type.Integer(),
});

/** Free space changes with every write, but a snapshot is sent for what a person can see only. */
const seenBytes = 10_000_000;
const roughly = (one: Volume): Volume => ({ ...one, freeBytes: Math.floor(one.freeBytes / seenBytes) * seenBytes });

/** Fields of everything that shows the installation. */
export const installationFields = {
  verdict: from((read: Dashboard) => verdict.json(read.verdict), ref('Verdict')),
  setup: from((read: Dashboard) => setup.json(read), ref('Setup')),
  volumes: from(
    ({ installation }: Dashboard) => installation.volumes.map((one) => volume.json(roughly(one))),
    Type.Array(ref('Volume'), { description: 'Free space in steps of 10 MB.' }),
  ),
  snapshot: from(
    ({ installation }: Dashboard) => (installation.snapshot === undefined ? null : currentSnapshot.json(installation.snapshot)),
    Type.Union([ref('CurrentSnapshot'), Type.Null()]),
  ),
};

export const overviewSchemas = [cause, verdict, setup, currentSnapshot].map(({ schema }) => schema);
