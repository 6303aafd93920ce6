import { equalTypes, sparkError, types } from '@kindling/protocol';
import {
  cases,
  cast,
  column,
  call as duckCall,
  isNull,
  lambda,
  listOf,
  nullToken,
  number,
  operator,
  or,
  physicalType,
  type Sql,
  structOf,
  token,
} from '../../duckdb/sql/index.ts';
import type { Expression, GeneratorCall } from '../../plan/index.ts';
import { mismatch, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { at, param, variadic } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, FunctionResult, LowerContext, ResolveContext } from '../function-record.ts';

type Column = NonNullable<FunctionResult['elementSchema']>[number];

interface GeneratorSpec {
  readonly name: string;
  readonly since: string;
  readonly summary: string;
  readonly example: string;
  readonly parameters: readonly FunctionParameter[];
  readonly columns: (args: readonly Expression[], context: ResolveContext) => readonly Column[];
  /** List of the rows: elements, or structs with the fields f0, f1 … when there are several columns. */
  readonly rows: (args: readonly Sql[], call: GeneratorCall, context: LowerContext) => Sql;
  /** One row of NULLs where there would be none. */
  readonly isOuter?: boolean;
  readonly takesNamedArguments?: boolean;
  readonly coercion?: FunctionRecord['coercion'];
}

function generator(spec: GeneratorSpec): FunctionRecord {
  return {
    name: spec.name,
    kind: 'generator',
    family: 'generator_funcs',
    since: spec.since,
    summary: spec.summary,
    examples: [spec.example],
    parameters: spec.parameters,
    ...(spec.takesNamedArguments ? { takesNamedArguments: true } : {}),
    ...(spec.coercion ? { coercion: spec.coercion } : {}),
    result: (args, context) => {
      const columns = spec.columns(args, context).map((item) => (spec.isOuter ? { ...item, nullable: true } : item));
      const fields = columns.map((item) => types.field(item.name, item.dataType, item.nullable));
      return {
        dataType: columns.length === 1 ? (columns[0] as Column).dataType : types.struct(fields),
        nullable: false,
        elementSchema: columns,
      };
    },
    lowerGenerator: (args, call, context) => {
      const rows = spec.rows(args, call, context);
      if (!spec.isOuter) return rows;
      const type = rowType(call.elementSchema);
      return context.bind([rows], (list) =>
        cases(
          [
            [
              or(isNull(list as Sql), operator('=', duckCall('len', list as Sql), number(0))),
              cast(listOf(cast(nullToken, type)), `${type}[]`),
            ],
          ],
          list as Sql,
        ),
      );
    },
  };
}

function rowType(columns: readonly Column[]): string {
  const [only] = columns;
  if (columns.length === 1 && only) return physicalType(only.dataType);
  return physicalType(types.struct(columns.map((item) => types.field(item.name, item.dataType, item.nullable))));
}

const collection: FunctionParameter = param('collection', { oneOf: ['array', 'map'] });

function elements(args: readonly Expression[], context: ResolveContext): readonly Column[] {
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind !== 'array' && type.kind !== 'map') refuseType(args, '("ARRAY" or "MAP")', context);
  if (type.kind === 'map') {
    return [
      { name: 'key', dataType: type.keyType, nullable: false },
      { name: 'value', dataType: type.valueType, nullable: type.valueContainsNull },
    ];
  }
  return [{ name: 'col', dataType: type.elementType, nullable: type.containsNull }];
}

/** Messages know the outer forms by their plain names. */
function refuseType(args: readonly Expression[], requiredType: string, context: ResolveContext): never {
  const [given] = args as readonly [Expression];
  const inputSql = context.sqlText(given);
  mismatch('UNEXPECTED_INPUT_TYPE', args, context, {
    sqlExpr: `"${context.functionName.replace(/_outer$/, '')}(${inputSql})"`,
    paramIndex: 'first',
    requiredType,
    inputSql: `"${inputSql}"`,
    inputType: typeText(dataTypeOf(given)),
  });
}

const entry = (key: Sql, value: Sql, position?: Sql): Sql =>
  structOf((position ? [position, key, value] : [key, value]).map((item, i) => [`f${i}`, item] as const));

function explodeRows(args: readonly Sql[], call: GeneratorCall): Sql {
  if (dataTypeOf(call.args[0] as Expression).kind !== 'map') return at(args, 0);
  const pair = column('e');
  return duckCall(
    'list_transform',
    duckCall('map_entries', at(args, 0)),
    lambda(['e'], entry(duckCall('struct_extract', pair, token("'key'")), duckCall('struct_extract', pair, token("'value'")))),
  );
}

function positionRows(args: readonly Sql[], call: GeneratorCall): Sql {
  const position = cast(operator('-', column('i'), number(1)), 'INTEGER');
  const item = column('e');
  if (dataTypeOf(call.args[0] as Expression).kind !== 'map') {
    return duckCall(
      'list_transform',
      at(args, 0),
      lambda(
        ['e', 'i'],
        structOf([
          ['f0', position],
          ['f1', item],
        ]),
      ),
    );
  }
  return duckCall(
    'list_transform',
    duckCall('map_entries', at(args, 0)),
    lambda(
      ['e', 'i'],
      entry(duckCall('struct_extract', item, token("'key'")), duckCall('struct_extract', item, token("'value'")), position),
    ),
  );
}

function structColumns(args: readonly Expression[], context: ResolveContext): readonly Column[] {
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind !== 'array' || type.elementType.kind !== 'struct') return refuseType(args, '"ARRAY<STRUCT>"', context);
  return type.elementType.fields.map((field) => ({
    name: field.name,
    dataType: field.dataType,
    nullable: field.nullable || type.containsNull,
  }));
}

/** Spark runs out of memory with fewer. */
const MAX_STACKED_ROWS = 100_000_000;

function stackColumns(args: readonly Expression[], context: ResolveContext): readonly Column[] {
  const [given, ...values] = args as [Expression, ...Expression[]];
  if (dataTypeOf(given).kind !== 'integer') unexpectedType(args, 0, '"INT"', context);
  const rows = Number(context.constant(given)?.value ?? 0);
  if (rows < 1)
    mismatch('VALUE_OUT_OF_RANGE', args, context, { exprName: '`n`', valueRange: '(0, 2147483647]', currentValue: String(rows) });
  if (rows > MAX_STACKED_ROWS) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `stack of more than ${MAX_STACKED_ROWS} rows` });
  const count = Math.max(1, Math.ceil(values.length / rows));
  return Array.from({ length: count }, (_, i) => {
    const cells = values.filter((_value, at) => at % count === i);
    const typed = cells.find((cell) => dataTypeOf(cell).kind !== 'null') ?? cells[0];
    const dataType = typed ? dataTypeOf(typed) : types.null;
    const row = cells.findIndex((cell) => dataTypeOf(cell).kind !== 'null' && !equalTypes(dataTypeOf(cell), dataType));
    if (row >= 0)
      mismatch('STACK_COLUMN_DIFF_TYPES', args, context, {
        columnIndex: String(i),
        leftParamIndex: String(i + 1),
        leftType: typeText(dataType),
        rightParamIndex: String(row * count + i + 1),
        rightType: typeText(dataTypeOf(cells[row] as Expression)),
      });
    return { name: `col${i}`, dataType, nullable: true };
  });
}

function stackRows(args: readonly Sql[], call: GeneratorCall): Sql {
  const count = call.elementSchema.length;
  const values = args.slice(1);
  const [given] = call.args;
  const filled = Math.max(1, Math.ceil(values.length / count));
  const type = rowType(call.elementSchema);
  const cell = (row: number, i: number): Sql =>
    cast(values[row * count + i] ?? nullToken, physicalType((call.elementSchema[i] as Column).dataType));
  const line = (row: number): Sql =>
    count === 1 ? cell(row, 0) : structOf(call.elementSchema.map((_, i) => [`f${i}`, cell(row, i)] as const));
  const lines = cast(listOf(...Array.from({ length: filled }, (_, row) => line(row))), `${type}[]`);
  // Rows that no value is left for are rows of NULLs.
  const rows = given?.kind === 'literal' ? Number(given.value) : filled;
  return rows > filled ? duckCall('list_resize', lines, number(rows)) : lines;
}

const position: Column = { name: 'pos', dataType: types.integer, nullable: false };

function family(name: string, spec: Omit<GeneratorSpec, 'name' | 'isOuter'>): readonly FunctionRecord[] {
  return [
    generator({ ...spec, name, takesNamedArguments: true }),
    generator({
      ...spec,
      name: `${name}_outer`,
      takesNamedArguments: true,
      isOuter: true,
      since: name === 'posexplode' || name === 'inline' ? spec.since : '1.0.0',
    }),
  ];
}

export const generators: readonly FunctionRecord[] = [
  ...family('explode', {
    since: '1.0.0',
    summary: 'A row for each element of an array, or for each entry of a map.',
    example: 'explode(array(10, 20))',
    parameters: [collection],
    coercion: 'none',
    columns: elements,
    rows: explodeRows,
  }),
  ...family('posexplode', {
    since: '2.0.0',
    summary: 'A row for each element or entry, with its position from 0.',
    example: 'posexplode(array(10, 20))',
    parameters: [collection],
    coercion: 'none',
    columns: (args, context) => [position, ...elements(args, context)],
    rows: positionRows,
  }),
  ...family('inline', {
    since: '2.0.0',
    summary: 'A row for each struct of an array, its fields as columns.',
    example: "inline(array(struct(1, 'a'), struct(2, 'b')))",
    parameters: [param('input', 'array')],
    coercion: 'none',
    columns: structColumns,
    rows: (args, call) =>
      call.elementSchema.length === 1
        ? duckCall('list_transform', at(args, 0), lambda(['e'], duckCall('struct_extract', column('e'), token("'f0'"))))
        : at(args, 0),
  }),
  generator({
    name: 'stack',
    since: '2.0.0',
    summary: 'The values spread over a number of rows.',
    example: 'stack(2, 1, 2, 3)',
    parameters: [param('n', types.integer), variadic('expr')],
    coercion: 'none',
    columns: stackColumns,
    rows: stackRows,
  }),
];
