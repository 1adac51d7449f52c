/**
 * Memoises a pure function of a text. For texts that recur, such as artist names and qualifiers among the
 * candidates for one song. Forgets everything at `limit` answers, so memory stays bounded.
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
