import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** The parts of slskd's API (version 0) that are read. States are words joined by `, `. */
export const serverShape = new JsonShape(
  Type.Object({ isConnected: Type.Boolean(), isLoggedIn: Type.Boolean(), state: Type.Optional(Type.String()) }),
);

const Search = Type.Object({
  id: Type.String(),
  isComplete: Type.Boolean(),
  state: Type.String(),
  endedAt: Type.Optional(Type.String()),
});
export type Search = Static<typeof Search>;
export const searchShape = new JsonShape(Search);
export const searchesShape = new JsonShape(Type.Array(Search));

export const RemoteFile = Type.Object({
  filename: Type.String(),
  size: Type.Number(),
  length: Type.Optional(Type.Number()),
  bitRate: Type.Optional(Type.Number()),
  sampleRate: Type.Optional(Type.Number()),
  bitDepth: Type.Optional(Type.Number()),
});
export type RemoteFile = Static<typeof RemoteFile>;

export const responsesShape = new JsonShape(
  Type.Array(
    Type.Object({
      username: Type.String(),
      files: Type.Optional(Type.Array(RemoteFile)),
      hasFreeUploadSlot: Type.Optional(Type.Boolean()),
      queueLength: Type.Optional(Type.Number()),
      uploadSpeed: Type.Optional(Type.Number()),
    }),
  ),
);
export type Peer = ReturnType<(typeof responsesShape)['parse']>[number];

const Transfer = Type.Object({
  id: Type.String(),
  filename: Type.String(),
  size: Type.Number(),
  state: Type.String(),
  bytesTransferred: Type.Optional(Type.Number()),
  exception: Type.Optional(Type.String()),
});
export type Transfer = Static<typeof Transfer>;

export const transferShape = new JsonShape(Transfer);

/** Status 201 proves nothing: what could not be queued is listed in `failed`. */
export const enqueuedShape = new JsonShape(
  Type.Object({
    enqueued: Type.Optional(Type.Array(Transfer)),
    failed: Type.Optional(Type.Array(Type.Object({ filename: Type.String() }))),
  }),
);

export const userTransfersShape = new JsonShape(Type.Object({ directories: Type.Array(Type.Object({ files: Type.Array(Transfer) })) }));

/** `data` is JSON within JSON. */
export const eventsShape = new JsonShape(Type.Array(Type.Object({ type: Type.String(), data: Type.String() })));

/** The only place that gives the path on the daemon's disk. */
export const fileCompleteShape = new JsonShape(Type.Object({ localFilename: Type.String(), transfer: Type.Object({ id: Type.String() }) }));
