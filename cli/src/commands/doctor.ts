import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import { readHome } from '../home/home-folder.js';
import type { CommandContext } from '../report/command-context.js';
import { type HomeOptions, homeCommand } from './options.js';

const marks = { good: 'ok   ', remark: 'note ', fault: 'FAULT' } as const;

async function doctor(options: HomeOptions, context: CommandContext): Promise<void> {
  const { examine } = await import('../doctor/examine.js');
  const home = await readHome(options.home, context.surroundings);
  const findings = await examine(home);
  const faults = findings.filter(({ state }) => state === 'fault').length;
  if (context.settings.json) context.output.json({ home: home.root, findings });
  else {
    for (const { state, subject, text, why, advice } of findings) {
      context.output.line(`${marks[state]}  ${subject}: ${text}`);
      if (why !== undefined) context.output.line(`         ${why}`);
      if (advice !== undefined) context.output.line(`         ${advice}`);
    }
  }
  if (faults > 0)
    throw new Fault('failed_precondition', `${faults} ${faults === 1 ? 'thing needs' : 'things need'} attention`, { hint: 'See above.' });
}

/** `doctor` */
export function addDoctor(program: Command, context: CommandContext): void {
  homeCommand(
    program,
    'doctor',
    'check programs, settings, folders, permissions, databases, keys, certificates, ports, disk space and services, and say what to do',
  ).action((options: HomeOptions) => doctor(options, context));
}
