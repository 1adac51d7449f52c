import { oneOf, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import { type Volume, volumeUses } from '../../core/console/volumes.js';

export const volume = shape<Volume>()('Volume', {
  path: Type.String({ description: 'Where the device is mounted.' }),
  totalBytes: Type.Integer(),
  freeBytes: Type.Integer(),
  keepFreeBytes: Type.Integer({ description: 'Downloads pause below it.' }),
  full: Type.Boolean(),
  uses: Type.Array(oneOf(volumeUses)),
});
