import { setInterval as every } from 'node:timers/promises';
import Connection from 'better-sqlite3';
import { greatJob } from './console-dataset.js';

// Writes lines to the log of a job, and a note of it, until it is ended: node console-log-child.js FILE LINES-A-MINUTE
const [file = '', perMinute = '0'] = process.argv.slice(2);
const database = new Connection(file, { timeout: 10_000 });
const line = database.prepare(
  `INSERT INTO job_logs(job_run_id, job_stage_id, job_item_id, level, message, created_at) VALUES (${greatJob}, ${greatJob}, ?, ?, ?, ?)`,
);
const event = database.prepare(`INSERT INTO job_events(job_run_id, event_type, message, created_at) VALUES (${greatJob}, 'note', ?, ?)`);
const perSecond = Math.round(Number(perMinute) / 60);
for await (const _ of every(1000)) {
  const now = new Date().toISOString();
  database.transaction(() => {
    for (let at = 0; at < perSecond; at += 1) {
      const level = at % 8 === 3 ? 'error' : at % 8 === 5 ? 'warn' : 'info';
      line.run(105 + at, level, `source ${at % 7} said ${at} of something`, now);
    }
    event.run(`event of ${now}`, now);
  })();
}
