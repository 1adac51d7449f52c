import { type FileContents, ListBuilder, oneList } from './contents.js';
import { artistThenTitle, withoutExtension } from './song-text.js';
import { childrenNamed, childText, type Element } from './structure-readers.js';

/** A list of Kugou: names of files, `artist、artist - title.mp3`. */
export function readKgl(root: Element): FileContents {
  const list = new ListBuilder();
  for (const file of childrenNamed(root, 'File')) {
    const written = childText(file, 'FileName');
    if (written === undefined) list.add({ line: file.line, text: '', reason: 'it names no file' });
    else list.add({ line: file.line, ...artistThenTitle(withoutExtension(written)), more: { written } });
  }
  return oneList('a list of Kugou', { name: root.attributes.ListName?.trim() || undefined }, list);
}
