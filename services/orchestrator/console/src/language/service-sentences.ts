/**
 * A sentence that a service always writes in English in the same form, `{}` for what it puts in; beside it the Chinese one, from the
 * same values.
 */
export type Sentence = readonly [english: string, chinese: string | ((...values: string[]) => string)];

const forms = new WeakMap<readonly Sentence[], readonly RegExp[]>();

/** Each value is as short as it can be, so that the words after it are found. */
const formOf = ([english]: Sentence): RegExp =>
  new RegExp(
    `^${english
      .split('{}')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('(.*?)')}$`,
    's',
  );

/** The Chinese for a sentence of a service; undefined if it is none of these. The first that fits counts. */
export function chineseFor(text: string, sentences: readonly Sentence[]): string | undefined {
  const known = forms.get(sentences) ?? sentences.map(formOf);
  forms.set(sentences, known);
  for (const [at, form] of known.entries()) {
    const found = form.exec(text);
    const chinese = sentences[at]?.[1];
    if (found !== null && chinese !== undefined) return typeof chinese === 'string' ? chinese : chinese(...found.slice(1));
  }
  return undefined;
}
