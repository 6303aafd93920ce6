import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** Runs a program that takes its job as JSON on stdin and answers lines of JSON; fails when the program does. */
export async function* runJsonLines<T>(
  command: string,
  args: readonly string[],
  job: unknown,
  env: Record<string, string> = {},
): AsyncGenerator<T, void> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const complaints = text(child.stderr);
  const end = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(JSON.stringify(job));
  let finished = false;
  try {
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) yield JSON.parse(line) as T;
    const status = await end;
    finished = true;
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${(await complaints).slice(-2000)}`);
  } finally {
    if (!finished) killNow();
    process.removeListener('exit', killNow);
  }
}

/** The one line of JSON that a program answers. */
export async function runJsonLine<T>(command: string, args: readonly string[], job: unknown, env?: Record<string, string>): Promise<T> {
  let answer: T | undefined;
  // To the end: what the program does last, such as closing its logs, belongs to the run.
  for await (const line of runJsonLines<T>(command, args, job, env)) answer = line;
  if (answer === undefined) throw new Error(`${command} ${args.join(' ')} answered nothing`);
  return answer;
}
