/** Run by `interrupt.test.ts` as a process of its own: leaves an instance in the state that the argument names. */
import { openInstance } from '../../src/duckdb/driver/index.ts';
import { rowsOf } from './driver-fixture.ts';

const instance = await openInstance();
instance.registerScalarFunction({
  name: 'twice',
  parameterTypes: [{ kind: 'BIGINT' }],
  returnType: { kind: 'BIGINT' },
  apply: (value: bigint) => value * 2n,
});
const connection = instance.connect();
console.log(String((await rowsOf(connection, 'SELECT twice(21)'))[0]![0]));
if (process.argv[2] === 'closed') await instance.close();
if (process.argv[2] === 'reading') await (await connection.query('SELECT i FROM range(100000000) t(i)')).next();
