/** Who does something, and how it reaches us. A use case that changes something requires one. */
export interface Actor {
  /** `user anna`, `token 3 (backup)`, `command line`, `schedule nightly`, or the name of another program. */
  readonly actor: string;
  readonly via: 'http' | 'grpc' | 'cli' | 'schedule';
  /** IP address; `local` on the machine itself. */
  readonly address: string;
}

/** Somebody at this machine: `grpc` asked a running service, `cli` opened the database itself. */
export const commandLine = (via: 'grpc' | 'cli'): Actor => ({ actor: 'command line', via, address: 'local' });

export const schedule = (name: string): Actor => ({ actor: `schedule ${name}`, via: 'schedule', address: 'local' });
