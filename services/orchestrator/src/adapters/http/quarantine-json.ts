import { instant, nullable, oneOf, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { HeldFile } from '../../core/console/decide-quarantine.js';
import { quarantineStates } from '../../core/download/quarantine.js';

// Files that failed verification, as the console's API shows them.

export const quarantinedFile = shape<HeldFile>()('QuarantinedFile', {
  id: Type.String(),
  title: Type.String(),
  artists: Type.Array(Type.String()),
  source: Type.String({ description: 'Where the file is from.' }),
  remoteId: Type.String({ description: 'Its id there.' }),
  reason: Type.String({ description: 'zeros, damaged, trial_clip, wrong_duration, below_floor or not_audio.' }),
  detail: Type.String({ description: 'The reason in a sentence, with figures.' }),
  ext: Type.String(),
  sizeBytes: Type.Integer(),
  durationMs: nullable('integer'),
  state: oneOf(quarantineStates, { description: 'expired: removed to make room for newer ones.' }),
  createdAt: instant(),
  songId: nullable('integer', { description: 'The song that it was fetched for; null if it is not in the catalogue.' }),
});

export const quarantineSchemas = [quarantinedFile.schema];
