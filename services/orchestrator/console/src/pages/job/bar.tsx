import type { ReactElement } from 'react';
import { Progress } from '../../kit/feedback.js';

/** How far one item is. */
export const Bar = ({ done, total, label }: { done: number; total: number; label: string }): ReactElement => (
  <Progress done={Math.min(done, total)} total={total} label={label} />
);
