/**
 * What sets one recording of a song apart from another. A remaster is none of them: it is the same
 * recording. `arrangement` stands for any other named version ("Rock Version", 深情版).
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
 * What a word says inside a qualifier: a kind of version; `positional_…` and `dj_name` a kind only where
 * the word can be meant so, as titles use them too; `mix` and `version` make a version of the words beside
 * them; `part` tells the parts of a work apart; `neutral` and `remaster` say nothing about the recording,
 * `filler` says nothing at all.
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

/** Words of one meaning. */
export interface VersionWords {
  readonly means: Meaning;
  /** One word or phrase between two `|`. */
  readonly words: string;
  /** Also a word of titles: meant so only with no other words beside it than those of versions. */
  readonly weak?: true;
  /** What tells this version from others of its kind, in one word for all languages. */
  readonly as?: string;
}
