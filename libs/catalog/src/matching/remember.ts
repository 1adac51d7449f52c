/**
 * A pure function of a text that remembers its answers. For texts that come again and again, as the names
 * of artists and the qualifiers among the candidates for one song do. Forgets everything at `limit` answers, so that
 * memory stays bounded whatever comes.
 */
export function remember<T>(limit: number, answer: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const made = answer(text);
    if (answers.size >= limit) answers.clear();
    answers.set(text, made);
    return made;
  };
}
