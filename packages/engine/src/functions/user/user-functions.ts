import { types, type UserFunctionDefinition } from '@kindling/protocol';
import type { AggregateCall, Call, GeneratorCall } from '../../plan/index.ts';
import { aggregate, scalar, variadic } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';

type UserCall = Pick<Call | AggregateCall | GeneratorCall, 'args' | 'options'>;

const definitionOf = (call: UserCall): UserFunctionDefinition => call.options?.definition as UserFunctionDefinition;
const bodyOf = (call: UserCall, name: string): string => (definitionOf(call).deterministic ? name : `${name}_volatile`);
const typesOf = (call: UserCall) => call.args.map(dataTypeOf);

const common = { family: 'internal', since: '4.2.0', parameters: [variadic('args')], coercion: 'none' } as const;

/** Functions that users wrote in JavaScript; each call carries its definition in its options. */
export const userFunctions: readonly FunctionRecord[] = [
  scalar({
    ...common,
    name: 'user_function',
    summary: 'A value that a JavaScript function computes for each row.',
    returns: types.null,
    nullable: true,
    lower: (args, call, context) => context.runtime(bodyOf(call, 'user_function'), args, typesOf(call), call.dataType, call.options),
  }),
  aggregate({
    ...common,
    name: 'user_aggregate',
    summary: 'A value that JavaScript functions gather from the rows of a group.',
    returns: types.null,
    nullable: true,
    lower: (args, call, context) => context.runtimeAggregate('user_aggregate', args, typesOf(call), call.dataType, call.options),
  }),
  {
    ...common,
    name: 'user_table_function',
    kind: 'generator',
    summary: 'Rows that a JavaScript function makes.',
    result: () => ({ dataType: types.null, nullable: true }),
    lowerGenerator: (args, call, context) => {
      const { elementSchema } = call;
      const [only] = elementSchema;
      const element =
        elementSchema.length === 1 && only
          ? only.dataType
          : types.struct(elementSchema.map((field) => types.field(field.name, field.dataType, field.nullable)));
      const body = bodyOf(call, 'user_table_function');
      return context.runtime(body, args, typesOf(call), types.array(element), call.options ?? {});
    },
  },
];
