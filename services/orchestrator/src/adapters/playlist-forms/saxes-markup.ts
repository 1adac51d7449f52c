import { Fault } from '@catalogsync/faults';
import { SaxesParser } from 'saxes';
import type { Element, MarkupReader } from '../../core/playlist-forms/structure-readers.js';

/** More than the largest allowed file of songs needs; each costs memory. */
const mostElements = 600_000;
const deepest = 64;
/** The type of a property list, by its public name and without definitions of its own. */
const plistType = /^\s*plist\s+PUBLIC\s+"[^"<>[\]]*"\s+"[^"<>[\]]*"\s*$/;

interface Growing extends Element {
  children: Growing[];
  text: string;
}

/** Shared by all elements that have none: most. */
const noAttributes: Element['attributes'] = {};
const noChildren: Growing[] = [];

/** XML through saxes, which knows only the five entities of XML itself and opens nothing. */
export const saxesMarkup: MarkupReader = {
  read(text): Element {
    const parser = new SaxesParser();
    const open: Growing[] = [];
    let [root, count]: [Growing | undefined, number] = [undefined, 0];
    parser.on('error', (error) => {
      throw refused(`it is not valid XML: ${error.message.replace(/^\d+:\d+:\s*/, '')}`, parser.line, error);
    });
    parser.on('doctype', (type) => {
      if (!plistType.test(type)) throw refused('it declares a document type, which may hold entities', parser.line);
    });
    parser.on('opentag', ({ name, attributes }) => {
      if (++count > mostElements || open.length >= deepest) throw refused('it has too many elements, or too deep ones', parser.line);
      const given = Object.keys(attributes).length === 0 ? noAttributes : attributes;
      const element: Growing = { name: name.replace(/^.*:/, ''), attributes: given, children: noChildren, text: '', line: parser.line };
      addChild(open.at(-1), element);
      root ??= element;
      open.push(element);
    });
    const add = (part: string): void => {
      const element = open.at(-1);
      // Between elements stand only indents, one for each.
      if (element !== undefined && (element.children === noChildren || part.trim() !== '')) element.text += part;
    };
    parser.on('text', add);
    parser.on('cdata', add);
    parser.on('closetag', () => {
      open.pop();
    });
    parser.write(text).close();
    if (root === undefined) throw refused('it has no element', 1);
    return root;
  },
};

function addChild(parent: Growing | undefined, child: Growing): void {
  if (parent === undefined) return;
  if (parent.children === noChildren) parent.children = [child];
  else parent.children.push(child);
}

function refused(reason: string, line: number, cause?: unknown): Fault {
  return new Fault('invalid_argument', `line ${line}: ${reason}`, { hint: 'Export the playlist again.', cause });
}
