import { Command, Option } from 'commander';
import { printError } from './print-error.ts';

const version = '0.1.0';

/** Parses the command line and runs one command; its exit code is 0 only when it succeeded. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('kindling')
    .description('Spark for TypeScript: programs, SQL, a shell and a Spark Connect server, without a JVM.')
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError();
  const target = (command: Command) =>
    command
      .addOption(new Option('--master <url>', 'the embedded engine: local[n], local[*]').conflicts('remote'))
      .option('--remote <url>', 'a Spark Connect server: sc://host:port')
      .option('--conf <key=value>', 'a setting; may be given several times', collect)
      .option('--verbose', 'show stack traces');

  target(program.command('run <file> [args...]'))
    .description('run a TypeScript or JavaScript program, or the statements of a .sql file')
    .action((file: string, rest: string[], options: TargetOptions) =>
      attempt(options, async () => (await import('./run.ts')).run(file, rest, options), file),
    );
  target(program.command('sql [text]'))
    .description('run SQL text, or start an interactive SQL prompt')
    .action((text: string | undefined, options: TargetOptions) =>
      attempt(options, async () => (await import('./sql.ts')).sql(text, options)),
    );
  target(program.command('shell'))
    .description('start a TypeScript and JavaScript prompt with `spark` and all functions in scope')
    .action((options: TargetOptions) => attempt(options, async () => (await import('./shell.ts')).shell(options)));
  program
    .command('server')
    .description('start a Spark Connect server on the embedded engine')
    .option('--host <host>', 'address to listen on; others than this machine need a token', '127.0.0.1')
    .option('--port <port>', 'port to listen on, 0 for any free one', '15002')
    .option('--token <token>', 'token that clients must send; better in the variable KINDLING_TOKEN')
    .option('--allow-user-code', 'run JavaScript functions of clients, each session in a process of its own')
    .option('--master <url>', 'cores of the engine: local[n], local[*]', 'local[*]')
    .option('--conf <key=value>', 'a setting that every session starts with; may be given several times', collect)
    .option('--verbose', 'show stack traces')
    .action((options: ServerOptions) => attempt(options, async () => (await import('./server.ts')).server(options)));
  await program.parseAsync(args, { from: 'user' });
}

export interface TargetOptions {
  readonly master?: string;
  readonly remote?: string;
  readonly conf?: readonly string[];
  readonly verbose?: boolean;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: string;
  readonly token?: string;
  readonly allowUserCode?: boolean;
  readonly master: string;
  readonly conf?: readonly string[];
  readonly verbose?: boolean;
}

async function attempt(options: { readonly verbose?: boolean }, work: () => Promise<void>, program?: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    printError(error, { verbose: options.verbose === true, ...(program === undefined ? {} : { program }) });
    process.exitCode = 1;
  }
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
