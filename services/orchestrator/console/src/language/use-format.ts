import { type Format, formatOf } from './format.js';
import { useLanguage } from './messages.js';

export const useFormat = (): Format => formatOf(useLanguage());
