/** Where a session was opened. */
export interface SessionOrigin {
  readonly address: string;
  /** As the browser names itself, cut. */
  readonly userAgent: string;
}

/** A session as it is kept: nothing in it lets anybody in. Instants are milliseconds since 1970. */
export interface KeptSession extends SessionOrigin {
  /** Names the session to its user; grants nothing. */
  readonly id: string;
  readonly userId: number;
  readonly username: string;
  /** Of the user's stored password hash at the time: the session is over once that has another one. */
  readonly passwordMark: string;
  /** The browser's id among known devices. */
  readonly device: string;
  readonly since: number;
  /** To the minute. */
  readonly usedAt: number;
}

/** What stays when a session is added: the newest `most`, and of those what began and was used late enough. */
export interface SessionsToKeep {
  readonly most: number;
  readonly begunFrom: number;
  readonly usedFrom: number;
}

/** Open sessions, each under the hash of its token; they outlive the process. Some may be over by age: the caller judges. */
export interface SessionStore {
  add(tokenHash: string, session: KeptSession, stay: SessionsToKeep): Promise<void>;
  find(tokenHash: string): Promise<KeptSession | undefined>;
  /** Latest used first. */
  ofUser(userId: number): Promise<KeptSession[]>;
  noteUse(tokenHash: string, now: number): Promise<void>;
  remove(tokenHash: string): Promise<void>;
  /** The session of a user with this id; false if there is none. */
  removeOne(userId: number, id: string): Promise<boolean>;
  /** Removes all of a user but one, which goes on under the mark of a new password. */
  keepOnly(userId: number, tokenHash: string, passwordMark: string): Promise<void>;
  removeAll(username: string): Promise<void>;
}
