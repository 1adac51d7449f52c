/** Embeddings, overrides and isolates of the bidirectional algorithm (UAX 9, section 2); letters know their direction without them. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;

/** A text from elsewhere without the marks that turn round what stands behind it: not even `bdi` keeps an open one inside. */
export const withoutTurns = (text: string): string => text.replace(turns, '');
