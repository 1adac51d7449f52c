/** One change of the settings file, known by the hashes of its texts. */
export interface FileChange {
  readonly revisionId: number;
  /** SHA-256 of the text that is replaced, hexadecimal. */
  readonly fromHash: string;
  readonly toHash: string;
}

/**
 * The consent of the machine's owner to changing keys of the machine. Whoever can write to the folder of the settings
 * file can give it; no login, API token or call over the network can.
 */
export interface OwnersConsent {
  /** Whether it was given for exactly this change; taken, it is used up. */
  take(change: FileChange): Promise<boolean>;
}

/** For callers that cannot have it. */
export const nobodysConsent: OwnersConsent = { take: async () => false };

/** For a command that changes the file itself, as its owner. */
export const ownConsent: OwnersConsent = { take: async () => true };
