/**
 * What sets one recording of a song apart from another. A remaster is not listed: it is the same recording.
 * `arrangement` stands for any other named version ("Rock Version", 深情版).
 */
const versionKinds = [
  'acappella',
  'acoustic',
  'arrangement',
  'clean',
  'cover',
  'demo',
  'dj',
  'edit',
  'extended',
  'instrumental',
  'karaoke',
  'language',
  'live',
  'mashup',
  'mono',
  'remix',
  'rerecorded',
  'slowed',
  'sped_up',
  'voice',
] as const;

export type VersionKind = (typeof versionKinds)[number];

const kinds: ReadonlySet<string> = new Set(versionKinds);

export const isVersionKind = (meaning: Meaning): meaning is VersionKind => kinds.has(meaning);

/**
 * What a word means inside a qualifier. A kind names a version; `positional_…` and `dj_name` do so only where
 * the context allows, because titles use those words too; `mix` and `version` turn their neighbours into a version;
 * `part` tells the parts of a work apart; `neutral` and `remaster` say nothing about the recording, `filler`
 * nothing at all.
 */
export type Meaning =
  | VersionKind
  | 'positional_live'
  | 'positional_cover'
  | 'dj_name'
  | 'mix'
  | 'version'
  | 'part'
  | 'neutral'
  | 'remaster'
  | 'filler';

/** Words with the same meaning. */
export interface VersionWords {
  readonly means: Meaning;
  /** One word or phrase between two `|`. */
  readonly words: string;
  /** Also an ordinary title word: counts only when all other words are version words. */
  readonly weak?: true;
  /** Distinguishes versions of one kind; the same word for all languages. */
  readonly as?: string;
}
