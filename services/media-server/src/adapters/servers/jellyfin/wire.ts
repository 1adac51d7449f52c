import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';

/** The parts of Jellyfin's API (10.11 and 12) that are read. Null counts as absent. */
const text = Type.Optional(Type.String());
const number = Type.Optional(Type.Number());
const named = Type.Object({ Name: text });

const userDataMembers = { PlayCount: Type.Number(), LastPlayedDate: text };

const itemMembers = {
  Id: Type.String(),
  Name: text,
  SortName: text,
  Type: text,
  MediaType: text,
  Overview: text,
  Path: text,
  Genres: Type.Optional(Type.Array(Type.String())),
  ProviderIds: Type.Optional(Type.Record(Type.String(), Type.String())),
  Artists: Type.Optional(Type.Array(Type.String())),
  AlbumArtist: text,
  AlbumArtists: Type.Optional(Type.Array(named)),
  Album: text,
  ProductionYear: number,
  /** Of 100 nanoseconds. */
  RunTimeTicks: number,
  DateCreated: text,
  ChildCount: number,
  CollectionType: text,
  /** Of an entry of a playlist. Some versions repeat the track's own id here, so entries of one track share it. */
  PlaylistItemId: text,
};
const Item = Type.Object(itemMembers);
/** Whatever a library holds: artist, album, track, playlist, the library itself. */
export type Item = Static<typeof Item>;

const PlayedItem = Type.Object({ ...itemMembers, UserData: Type.Object(userDataMembers) });
export type PlayedItem = Static<typeof PlayedItem>;

const listOf = <T extends TSchema>(item: T) => new JsonShape(Type.Object({ Items: Type.Array(item) }));
export const itemsShape = listOf(Item);
/** Play counts belong to a user: an answer without them must not pass for zero. */
export const playedItemsShape = listOf(PlayedItem);

export const publicInfoShape = new JsonShape(
  Type.Object({ Id: text, ServerName: text, Version: text, StartupWizardCompleted: Type.Optional(Type.Boolean()) }),
);

const User = Type.Object({
  Id: Type.String(),
  Name: text,
  Policy: Type.Optional(Type.Object({ IsAdministrator: Type.Optional(Type.Boolean()), IsDisabled: Type.Optional(Type.Boolean()) })),
});
export type User = Static<typeof User>;
export const usersShape = new JsonShape(Type.Array(User));

/** Only one of the tasks matters; the others need no more than a shape. */
export const tasksShape = new JsonShape(Type.Array(Type.Object({ Key: text })));

const Task = Type.Object({
  State: Type.Union([Type.Literal('Idle'), Type.Literal('Running'), Type.Literal('Cancelling')]),
  LastExecutionResult: Type.Optional(Type.Object({ StartTimeUtc: text, EndTimeUtc: text })),
});
export type Task = Static<typeof Task>;
export const taskShape = new JsonShape(Task);

export const createdShape = new JsonShape(Type.Object({ Id: Type.String({ minLength: 1 }) }));

const LogEntry = Type.Object({ Id: Type.Number(), Type: text, ItemId: text, UserId: text, Date: Type.String() });
export type LogEntry = Static<typeof LogEntry>;
export const logShape = listOf(LogEntry);
