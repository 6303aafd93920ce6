import { describe, expect, it } from 'vitest';
import { freeVariables, functionText } from '../src/javascript/index.ts';

describe('free variables', () => {
  it.each([
    ['(row) => console.log(row.id)', []],
    ['(row) => row.id + offset', ['offset']],
    ['(row, { offset, ...rest }) => row.id + offset + rest.x', []],
    ['function f(n) { return n < 2 ? 1 : n * f(n - 1); }', []],
    ['(rows) => { for (const row of rows) { var seen = row; } return seen; }', []],
    ['(rows) => { { let inner = 1; } return inner; }', ['inner']],
    ['(rows) => { try { go(); } catch (error) { throw error; } }', ['go']],
    ['(rows) => { label: for (;;) break label; }', []],
    ['(row) => ({ [key]: row.a, key: 1, method() { return other; } })', ['key', 'other']],
    ['(row) => { function later() { return x; } return later(); }', ['x']],
    ['(row) => { class A extends B { #p = 1; static q = q1; m() { return this.#p; } } return new A(); }', ['B', 'q1']],
    ['(a = b, [c, d = e]) => a + c + d', ['b', 'e']],
    ['async (rows) => { for await (const row of rows) await send(row); }', ['send']],
    [`(row) => \`\${row.id} \${suffix}\``, ['suffix']],
  ])('of %s are %j', (source, expected) => {
    expect(freeVariables(source)).toEqual(expected);
  });
});

describe('the text of a function', () => {
  it('is an expression, for methods too', () => {
    const methods = {
      plain(row: { id: number }) {
        return row.id;
      },
      async later(row: { id: number }) {
        return row.id;
      },
    };
    expect(new Function(`return (${functionText(methods.plain, 'foreach').source})({ id: 3 })`)()).toBe(3);
    expect(functionText(methods.later, 'foreach').source).toMatch(/^async function later/);
  });

  it('names the variables that would be missing elsewhere', () => {
    const threshold = 3;
    expect(() => functionText((row: { id: number }) => row.id > threshold, 'foreach')).toThrow(
      expect.objectContaining({
        condition: 'KINDLING_CLOSURE_NOT_ALLOWED',
        messageParameters: { functionName: 'foreach', variables: 'threshold' },
      }),
    );
  });

  it('cannot be had of bound functions and classes', () => {
    expect(() => functionText(Math.max.bind(null), 'foreach')).toThrow(
      expect.objectContaining({ condition: 'KINDLING_CLOSURE_NOT_ALLOWED' }),
    );
    expect(() => functionText(class {} as never, 'foreach')).toThrow(expect.objectContaining({ condition: 'NOT_EXPECTED_TYPE' }));
  });
});
