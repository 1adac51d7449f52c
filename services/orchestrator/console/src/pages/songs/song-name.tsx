import type { ReactElement } from 'react';
import { withoutTurns } from '../../kit/plain-text.js';

/** Rows cut names by their width anyway; more than this would only cost memory. */
const longest = 300;

export const cut = (text: string): string => withoutTurns(text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A name in a row: plain text, cut, and written in its own direction. */
export const RowName = ({ text }: { text: string }): ReactElement => <bdi data-data>{cut(text)}</bdi>;
