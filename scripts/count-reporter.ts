import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

/** Prints the line that CI reads, alone and last: how many tests passed, failed and were skipped. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      let ownErrors = module.errors().length;
      for (const suite of module.children.allSuites()) ownErrors += suite.errors().length;
      count.failed += ownErrors;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    // A run that was cut short has tests that never ran: they did not pass.
    if (reason !== 'passed') count.failed += count.pending;
    if (reason === 'failed' && count.failed === 0) count.failed = 1;
    const skipped = reason === 'passed' ? count.skipped + count.pending : count.skipped;
    process.on('exit', () => process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${skipped} skipped\n`));
  }
}
