import { from, instant, nullable, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { KeptSnapshot, SnapshotVerdict } from '../../core/console/published-snapshots.js';

// What is published, as the console's API shows it.

export const snapshot = shape<KeptSnapshot>()('Snapshot', {
  id: Type.String(),
  generatedAt: instant(),
  sequence: Type.Integer({ description: 'Readers follow the highest.' }),
  playlistCount: Type.Integer(),
  trackCount: Type.Integer(),
  fileCount: Type.Integer(),
  artistCount: Type.Integer(),
  toplistCount: Type.Integer(),
  sizeBytes: Type.Integer({ description: 'Of its database.' }),
  current: Type.Boolean({ description: 'The one that readers follow.' }),
});

export const snapshotVerdict = shape<SnapshotVerdict>()('SnapshotVerdict', {
  valid: from(({ problems }) => problems.length === 0, Type.Boolean()),
  problems: Type.Array(Type.String(), { description: 'Why a reader would refuse it.' }),
  signedBy: nullable('string', { description: 'Id of the key that signed it; null if no trusted key did.' }),
  checkedAt: instant(),
});

export const snapshotSchemas = [snapshot, snapshotVerdict].map(({ schema }) => schema);
