import { pinyinReadings } from '@catalogsync/catalog';
import { homophonePlan, type QueryPlan, TokenField } from '@catalogsync/snapshot-format';

const readingsAt = (text: string, at: number): readonly string[] => pinyinReadings(text.charCodeAt(at));

/** Entries whose name or owners may have characters that sound like a run; undefined if some have no known sound. */
export function soundAlikePlan(run: string): QueryPlan | undefined {
  const readings = Array.from(run, (_, at) => readingsAt(run, at));
  if (readings.some((all) => all.length === 0)) return undefined;
  return { any: [TokenField.name, TokenField.owner].map((field) => homophonePlan(field, readings)) };
}

function soundsAlike(key: string, from: number, run: string): boolean {
  for (let i = 0; i < run.length; i++) {
    if (key[from + i] === run[i]) continue;
    const own = readingsAt(run, i);
    if (from + i >= key.length || !readingsAt(key, from + i).some((reading) => own.includes(reading))) return false;
  }
  return true;
}

/** The parts of a key that sound like a run and are written otherwise. */
export function heardIn(key: string, run: string): readonly string[] {
  const heard: string[] = [];
  for (let from = 0; from + run.length <= key.length; from++) {
    const part = key.slice(from, from + run.length);
    if (part !== run && soundsAlike(key, from, run)) heard.push(part);
  }
  return heard;
}
