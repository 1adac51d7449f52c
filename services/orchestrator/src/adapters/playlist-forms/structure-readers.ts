import type { StructureReaders } from '../../core/playlist-forms/structure-readers.js';
import { csvTables } from './csv-tables.js';
import { saxesMarkup } from './saxes-markup.js';

export const structureReaders: StructureReaders = { tables: csvTables, markup: saxesMarkup };
