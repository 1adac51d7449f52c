import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';

/** A song with its file. */
export interface EmulatedSong {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** Seconds. */
  readonly duration: number;
  readonly suffix: string;
  readonly bytes: Buffer;
  readonly genre?: string;
  /** As ISO 8601. */
  readonly created?: string;
  /** Id of its music folder; the first one if it is not set. */
  readonly folder?: number;
  /** Milliseconds and words of its lines, or lines without times. */
  readonly lyrics?: readonly (readonly [startMs: number, words: string])[] | string;
  readonly cover?: Buffer;
}

interface EmulatedPlaylist {
  readonly id: string;
  readonly name: string;
  readonly changed: string;
  readonly songIds: readonly string[];
  readonly comment?: string;
  /** The user, if it is not set. */
  readonly owner?: string;
  /** The server fills it itself: changes get error 50. */
  readonly readonly?: boolean;
}

/** What the server holds and how it behaves; tests change it at any time. */
export interface SubsonicState {
  readonly user: string;
  password: string;
  readonly songs: EmulatedSong[];
  readonly playlists: EmulatedPlaylist[];
  /** Users without it get error 50 from `download`. */
  mayDownload: boolean;
  /** Users without it get error 50 from `startScan`. */
  isAdmin: boolean;
  /** Songs come in ten pieces, this many milliseconds apart. */
  pauseMs: number;
  /** Servers without the extension `songLyrics` answer 404 and find lyrics only by name. */
  knowsSongLyrics: boolean;
  /** Names of extensions; undefined for a server of before OpenSubsonic, which does not know the question either. */
  extensions: readonly string[] | undefined;
  /** Of the protocol. Before 1.14 `createPlaylist` returns nothing and plays are not told. */
  version: string;
  readonly folders: { readonly id: number; readonly name: string }[];
  /** How often each song was played. */
  readonly plays: Map<string, number>;
  readonly scan: EmulatedScan;
  /** Answers in place of the server, if it returns an answer. */
  before: ((method: string, parameters: URLSearchParams, request: EmulatedRequest) => EmulatedAnswer | undefined) | undefined;
}

interface EmulatedScan {
  /** Polls that a scan lasts. */
  lasts: number;
  /** Polls before a started scan is admitted, as some servers have it. */
  deniedFor: number;
  /** Songs that the next scan finds. */
  readonly arriving: EmulatedSong[];
  /** Songs that the running scan finds. */
  readonly taken: EmulatedSong[];
  /** Of the running scan, polls left: first those that deny the running scan, then those that admit it. */
  left: number[];
  ended: number;
}

export function newState(songs: readonly EmulatedSong[]): SubsonicState {
  return {
    user: 'listener',
    password: 'sesame-7',
    songs: [...songs],
    playlists: [],
    mayDownload: true,
    isAdmin: true,
    pauseMs: 0,
    knowsSongLyrics: true,
    extensions: ['formPost', 'songLyrics'],
    version: '1.16.1',
    folders: [{ id: 1, name: 'Music' }],
    plays: new Map(),
    scan: { lasts: 2, deniedFor: 0, arriving: [], taken: [], left: [], ended: 0 },
    before: undefined,
  };
}

/** Of a method: the content of a success, the error code of a failure, or what is sent as it is. */
export type MethodAnswer = { readonly content: object } | { readonly code: number } | { readonly raw: EmulatedAnswer } | undefined;

export const success = (content: object = {}): MethodAnswer => ({ content });
export const failure = (code: number): MethodAnswer => ({ code });

export function isSince(state: SubsonicState, minor: number): boolean {
  return Number(state.version.split('.')[1]) >= minor;
}

/** The member, left out if the list is empty, as servers do. */
export function listed(member: string, items: readonly object[]): object {
  return items.length === 0 ? {} : { [member]: items };
}
