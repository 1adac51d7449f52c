import { inKey, rowSchema, text, whole } from '@catalogsync/sqlite';

const file = { fileLocationId: inKey(whole), backendId: inKey(whole) };

export const filesToUpload = rowSchema(
  'files_to_upload',
  { backendId: inKey(whole), fileLocationId: inKey(whole) },
  { withoutRowid: true },
);
export const begunUploads = rowSchema(
  'begun_uploads',
  { ...file, uploadId: text, partBytes: whole, fileBytes: whole },
  { withoutRowid: true },
);
export const uploadedParts = rowSchema('uploaded_parts', { ...file, number: inKey(whole), etag: text, md5: text }, { withoutRowid: true });
export const leftObjects = rowSchema('left_objects', { backendId: inKey(whole), objectKey: inKey(text) }, { withoutRowid: true });
