import { sparkError } from '@kindling/protocol';
import {
  type Cte,
  call,
  cast,
  column,
  type From,
  falseToken,
  listOf,
  nullToken,
  number,
  operator,
  order,
  physicalType,
  type Query,
  type Sql,
  structFieldName,
  text,
  token,
} from '../duckdb/sql/index.ts';
import { functionRecord, hasCollation, orderKey } from '../functions/index.ts';
import {
  type Alias,
  type Attribute,
  type CachedRelation,
  type Expression,
  existsInExpression,
  type Generate,
  type Join,
  type LogicalPlan,
  outputOf,
  type SetOperation,
  toAttribute,
  typeOf,
  walkExpression,
} from '../plan/index.ts';
import { type Block, blockOver, blockQuery, columnsOf, containsWindow, isPlain, PARTITION_COLUMN, plainColumns } from './block.ts';
import { lowerAggregate, lowerGroupingSets } from './lower-aggregate-plan.ts';
import { lowerLiteral } from './lower-literal.ts';
import { lowerOrder } from './lower-order.ts';
import { recursiveCte } from './lower-recursion.ts';
import type { Lowering } from './lowering.ts';
import { isAmong, partitioned, type RowPartitioning } from './partition-number.ts';
import type { ExchangeScan, PlannerContext } from './planner-context.ts';

/** Lowers relational operators to one DuckDB query: a chain of common table expressions, each as large as SQL allows. */
export class PlanLowering {
  readonly lowering: Lowering;
  readonly context: PlannerContext;
  readonly ctes: Cte[] = [];
  /** Inside an expression's subquery blocks nest instead, since a CTE there cannot see the outer query's columns. */
  readonly nested: boolean;
  readonly #cteNames: Map<number, string>;

  constructor(lowering: Lowering, context: PlannerContext, nested: boolean, cteNames: Map<number, string> = new Map()) {
    this.lowering = lowering;
    this.context = context;
    this.nested = nested;
    this.#cteNames = cteNames;
  }

  /** The whole query of a plan; `names` names the result's columns. */
  query(plan: LogicalPlan, names?: (attribute: Attribute, position: number) => string, partitioning?: RowPartitioning): Query {
    const block = this.block(plan);
    const query = blockQuery(partitioning ? partitioned(this, block, partitioning) : block, names);
    return { ctes: [...this.ctes, ...query.ctes], body: query.body };
  }

  /** A query for use inside an expression. */
  subquery(plan: LogicalPlan): Query {
    const inner = new PlanLowering(this.lowering, this.context, true, this.#cteNames);
    return this.lowering.within({ columns: new Map() }, () => inner.query(plan));
  }

  block(plan: LogicalPlan): Block {
    switch (plan.kind) {
      case 'oneRow':
        return blockOver(undefined, [], new Map());
      case 'localRelation':
        return this.#localRelation(plan.output ?? [], plan);
      case 'range':
        return this.#range(plan);
      case 'fileRelation':
        return this.#files(plan);
      case 'cachedRelation':
        return this.#cached(plan);
      case 'cteReference': {
        const name = this.#cteNames.get(plan.cteId);
        if (name === undefined)
          throw sparkError('INTERNAL_ERROR', { message: `The common table expression ${plan.name} was not planned.` });
        const output = plan.output ?? [];
        const columns = columnsOf(
          output,
          output.map((_, i) => column(`r${i}`)),
        );
        return this.seal(blockOver({ kind: 'table', name }, output, columns));
      }
      case 'stagedRows':
        return this.#rowsIn({ paths: plan.partitions.flat() }, plan.output);
      case 'subqueryAlias':
      case 'view':
      case 'hint':
      case 'withWatermark':
      case 'collectMetrics':
      // Within one task, or where nobody can see partitions.
      case 'repartition':
        return this.block(plan.child);
      case 'exchangeRead':
        return this.#exchanged(this.context.exchangeScans(plan), plan.output);
      case 'project':
        return this.project(this.block(plan.child), plan.list);
      case 'filter':
        return this.filter(this.block(plan.child), plan.condition);
      case 'aggregate':
        return lowerAggregate(this, plan);
      case 'groupingSetsAggregate':
        return lowerGroupingSets(this, plan);
      case 'window':
        return this.#window(this.sealed(plan.child), plan.windowExpressions);
      case 'generate':
        return this.#generate(plan);
      case 'expand':
        return this.#expand(plan.projections, plan.output, plan.child);
      case 'sort':
        return this.#sort(plan);
      case 'limit':
        return this.#limit(plan.child, plan.limit);
      case 'offset':
        return this.#offset(plan.child, plan.offset);
      case 'tail':
        return this.#tail(plan.child, plan.limit);
      case 'deduplicate':
        if (plan.withinWatermark) {
          const msg = 'dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets';
          throw sparkError('_LEGACY_ERROR_TEMP_3102', { msg });
        }
        return this.#deduplicate(plan.child, plan.columns);
      case 'sample':
        return this.#sample(plan);
      case 'join':
        return this.#join(plan);
      case 'setOperation':
        return this.#setOperation(plan);
      case 'withCte':
        return this.#withCte(plan);
      default:
        throw sparkError('KINDLING_NOT_SUPPORTED', { feature: plan.kind });
    }
  }

  /** Ends a block: its columns become plain names that the next one can use at no cost. */
  seal(block: Block): Block {
    const name = this.lowering.newName('q');
    return blockOver(this.#source(name, blockQuery(block)), block.output, plainColumns(block.output));
  }

  #source(name: string, query: Query): From {
    if (this.nested) return { kind: 'query', query, as: name };
    this.ctes.push({ name, query, materialized: false });
    return { kind: 'table', name };
  }

  sealed(plan: LogicalPlan): Block {
    const block = this.block(plan);
    const isBare =
      block.where.length === 0 &&
      block.orderBy.length === 0 &&
      !block.limit &&
      !block.offset &&
      !block.distinct &&
      block.from !== undefined;
    return isBare && isNamed(block) ? block : this.seal(block);
  }

  project(child: Block, list: readonly Expression[]): Block {
    let block = child.distinct ? this.seal(child) : child;
    if (hasSubquery(list) ? !isNamed(block) : this.#repeatsWork(block, list)) block = this.seal(block);
    const output = list.map(toAttribute);
    const columns = new Map<number, Sql>();
    list.forEach((item, i) => {
      const attribute = output[i];
      if (attribute) columns.set(attribute.id, this.lowering.lowerIn(block, item));
    });
    return { ...block, output, columns };
  }

  filter(child: Block, condition: Expression): Block {
    let block = child;
    const isOpen = !block.limit && !block.offset && !block.distinct;
    if (!isOpen || (hasSubquery([condition]) ? !isNamed(block) : this.#repeatsWork(block, [condition], true))) block = this.seal(block);
    const conditions = conjuncts(condition).map((part) => this.lowering.lowerIn(block, part));
    if (conditions.some(containsWindow)) block = this.#withConditions(block, conditions);
    else block = { ...block, where: [...block.where, ...conditions] };
    return block;
  }

  /** Conditions over row numbers become columns first: WHERE cannot hold a window. */
  #withConditions(block: Block, conditions: readonly Sql[]): Block {
    const tests = conditions.map(
      (): Attribute => ({
        kind: 'attribute',
        name: 'test',
        dataType: { kind: 'boolean' },
        nullable: true,
        id: this.context.newAttributeId(),
        qualifier: [],
      }),
    );
    const columns = new Map(block.columns);
    for (const [i, test] of tests.entries()) columns.set(test.id, conditions[i] as Sql);
    const sealed = this.seal({ ...block, output: [...block.output, ...tests], columns });
    return { ...sealed, output: block.output, where: tests.map((test) => column(`c${test.id}`)) };
  }

  /** Whether expressions over a block would compute one of its columns more than once. */
  #repeatsWork(block: Block, list: readonly Expression[], keepsColumns = false): boolean {
    const uses = new Map<number, number>();
    for (const item of list) {
      walkExpression(item, (node) => {
        if (node.kind === 'attribute') uses.set(node.id, (uses.get(node.id) ?? 0) + 1);
      });
    }
    for (const [id, count] of uses) {
      const sql = block.columns.get(id);
      if (sql && !isPlain(sql) && (count > 1 || keepsColumns)) return true;
    }
    return false;
  }

  #localRelation(output: readonly Attribute[], plan: Extract<LogicalPlan, { kind: 'localRelation' }>): Block {
    const from = this.lowering.input(plan);
    return blockOver(
      from,
      output,
      columnsOf(
        output,
        output.map((_, i) => column(`i${i}`)),
      ),
    );
  }

  #range(plan: Extract<LogicalPlan, { kind: 'range' }>): Block {
    const output = plan.output ?? [];
    const bound = (value: bigint) => cast(text(String(value)), 'BIGINT');
    const name = this.lowering.newName('range_');
    const from: From = {
      kind: 'function',
      call: call('range', bound(plan.start), bound(plan.end), bound(plan.step)),
      as: name,
      columns: ['id'],
    };
    return blockOver(from, output, columnsOf(output, [column('id', name)]));
  }

  #files(plan: Extract<LogicalPlan, { kind: 'fileRelation' }>): Block {
    const scan = this.context.scan(plan, this.lowering);
    return { ...blockOver(scan.from, plan.output, columnsOf(plan.output, scan.columns)), where: scan.where ? [scan.where] : [] };
  }

  #window(child: Block, windowExpressions: readonly Alias[]): Block {
    const columns = new Map(child.columns);
    for (const alias of windowExpressions) columns.set(toAttribute(alias).id, this.lowering.lowerIn(child, alias.child));
    return this.seal({ ...child, output: [...child.output, ...windowExpressions.map(toAttribute)], columns });
  }

  #generate(plan: Generate): Block {
    const child = this.sealed(plan.child);
    const generator = plan.generator;
    const generated = plan.generatorOutput ?? [];
    const record = generator.kind === 'generatorCall' ? functionRecord(generator.fn) : undefined;
    if (generator.kind !== 'generatorCall' || !record?.lowerGenerator) {
      throw sparkError('INTERNAL_ERROR', {
        message: `The generator ${generator.kind === 'generatorCall' ? generator.fn : generator.kind} has no lowering.`,
      });
    }
    const lowerGenerator = record.lowerGenerator;
    let list = this.lowering.within(child, () =>
      lowerGenerator(
        generator.args.map((arg) => this.lowering.lower(arg)),
        generator,
        this.lowering,
      ),
    );
    if (plan.outer) {
      const size = call('coalesce', call('len', list), number(0));
      list = {
        kind: 'case',
        branches: [[operator('=', size, number(0)), { kind: 'list', items: [{ kind: 'token', text: 'NULL' }] }]],
        otherwise: list,
      };
    }
    const element: Attribute = {
      kind: 'attribute',
      name: 'element',
      dataType: { kind: 'null' },
      nullable: true,
      id: this.context.newAttributeId(),
      qualifier: [],
    };
    const unnested = this.seal({
      ...child,
      output: [...child.output, element],
      columns: new Map([...child.columns, [element.id, call('unnest', list)]]),
    });
    const columns = new Map(unnested.columns);
    const value = unnested.columns.get(element.id) as Sql;
    const isStruct = generator.elementSchema.length !== 1;
    for (const [i, attribute] of generated.entries()) {
      columns.set(attribute.id, isStruct ? call('struct_extract', value, text(structFieldName(i))) : value);
    }
    return { ...unnested, output: [...child.output, ...generated], columns };
  }

  #expand(projections: readonly (readonly Expression[])[], output: readonly Attribute[], plan: LogicalPlan): Block {
    if (plan.kind === 'oneRow') {
      const rows = projections.map((projection) => projection.map((item) => this.lowering.lower(item)));
      const name = this.lowering.newName('q');
      const query: Query = { ctes: [], body: { kind: 'values', rows } };
      const from: From = { kind: 'query', query, as: name, columns: output.map((attribute) => `c${attribute.id}`) };
      return blockOver(from, output, plainColumns(output));
    }
    const child = this.sealed(plan);
    const inputs = projections.map((projection) => {
      const columns = columnsOf(
        output,
        projection.map((item) => this.lowering.lowerIn(child, item)),
      );
      return blockQuery({ ...child, output, columns });
    });
    const name = this.lowering.newName('q');
    return blockOver(
      this.#source(name, { ctes: [], body: { kind: 'set', operation: 'UNION', all: true, inputs } }),
      output,
      plainColumns(output),
    );
  }

  #sort(plan: Extract<LogicalPlan, { kind: 'sort' }>): Block {
    let block = plan.isGlobal ? this.lowering.gathering(() => this.block(plan.child)) : this.block(plan.child);
    if (block.limit || block.offset || block.distinct) block = this.seal(block);
    const orderBy = this.lowering.within(block, () => plan.order.map((item) => lowerOrder(item, this.lowering)));
    return { ...block, orderBy };
  }

  #exchanged(scans: readonly ExchangeScan[], output: readonly Attribute[]): Block {
    const [first, ...others] = scans;
    if (!first) return this.#noRows(output);
    if (others.length === 0) return this.#rowsIn(first, output);
    return this.#oneAfterTheOther(
      scans.map((scan) => blockQuery(this.#rowsIn(scan, output))),
      output,
    );
  }

  /** Rows in files of exchanges, in the columns w0, w1, … */
  #rowsIn({ paths, partitions }: ExchangeScan, output: readonly Attribute[]): Block {
    if (paths.length === 0) return this.#noRows(output);
    const name = this.lowering.newName('exchange_');
    const files = call('read_parquet', listOf(...paths.map((path) => text(path))));
    const from: From = { kind: 'function', call: files, namedArgs: [['hive_partitioning', falseToken]], as: name };
    const columns = output.map((_, i) => column(`w${i}`, name));
    const block = blockOver(from, output, columnsOf(output, columns));
    return partitions ? { ...block, where: [isAmong(column(PARTITION_COLUMN, name), partitions)] } : block;
  }

  /** The blocks one after the other; before they exist, a table that stands for them in `explain`. */
  #cached({ blocks, cacheId, output = [] }: CachedRelation): Block {
    const columns = columnsOf(
      output,
      output.map((_, i) => column(`w${i}`)),
    );
    if (!blocks) return blockOver({ kind: 'table', name: `rdd_${cacheId}` }, output, columns);
    const inputs = blocks.map((block) => blockQuery(blockOver(this.lowering.cachedBlock(block), output, columns)));
    return inputs.length === 0 ? this.#noRows(output) : this.#oneAfterTheOther(inputs, output);
  }

  #oneAfterTheOther(inputs: readonly Query[], output: readonly Attribute[]): Block {
    const query: Query =
      inputs.length === 1 ? (inputs[0] as Query) : { ctes: [], body: { kind: 'set', operation: 'UNION', all: true, inputs } };
    return blockOver(this.#source(this.lowering.newName('q'), query), output, plainColumns(output));
  }

  #noRows(output: readonly Attribute[]): Block {
    const nothing: Query = { ctes: [], body: { kind: 'values', rows: [[nullToken]] } };
    const columns = output.map(({ dataType }) => cast(nullToken, physicalType(dataType)));
    const from: From = { kind: 'query', query: nothing, as: this.lowering.newName('q') };
    return { ...blockOver(from, output, columnsOf(output, columns)), where: [falseToken] };
  }

  #limit(child: LogicalPlan, limit: Expression): Block {
    let block = this.block(child);
    if (block.limit || block.offset) block = this.seal(block);
    return { ...block, limit: this.lowering.lower(limit) };
  }

  #offset(child: LogicalPlan, offset: Expression): Block {
    let block = this.block(child);
    if (block.limit || block.offset) block = this.seal(block);
    return { ...block, offset: this.lowering.lower(offset) };
  }

  /** The last rows in order: numbered from the end, as DuckDB has no TAIL. */
  #tail(child: LogicalPlan, limit: Expression): Block {
    const block = this.seal(this.block(child));
    const rowNumber: Attribute = {
      kind: 'attribute',
      name: 'row',
      dataType: { kind: 'long' },
      nullable: false,
      id: this.context.newAttributeId(),
      qualifier: [],
    };
    const total: Attribute = { ...rowNumber, id: this.context.newAttributeId() };
    const over = (name: string): Sql => ({ kind: 'window', call: call(name), partitionBy: [], orderBy: [] });
    const numbered = this.seal({
      ...block,
      output: [...block.output, rowNumber, total],
      columns: new Map([...block.columns, [rowNumber.id, over('row_number')], [total.id, over('count')]]),
    });
    const first = operator('-', column(`c${total.id}`), this.lowering.lower(limit));
    return {
      ...numbered,
      output: block.output,
      where: [operator('>', column(`c${rowNumber.id}`), first)],
      orderBy: [order(column(`c${rowNumber.id}`))],
    };
  }

  #deduplicate(child: LogicalPlan, given: readonly Expression[] | undefined): Block {
    const keys = given ?? (isCollated(outputOf(child)) ? outputOf(child) : undefined);
    if (!keys) {
      const block = this.block(child);
      const open = block.limit || block.offset || block.orderBy.length > 0 ? this.seal(block) : block;
      return { ...open, distinct: true };
    }
    const input = this.sealed(child);
    const query = blockQuery(input);
    const distinct = keys.map((key) => orderKey(this.lowering.lowerIn(input, key), typeOf(key)));
    const name = this.lowering.newName('q');
    const body = query.body.kind === 'select' ? { ...query.body, distinct } : query.body;
    return blockOver(this.#source(name, { ctes: query.ctes, body }), input.output, plainColumns(input.output));
  }

  #sample(plan: Extract<LogicalPlan, { kind: 'sample' }>): Block {
    const { child } = plan;
    // Numbers and draws must follow the order of a sort within the task.
    const sort = child.kind === 'sort' && !child.isGlobal ? child : undefined;
    const block = this.sealed(sort ? sort.child : child);
    if (plan.rows) return { ...block, limit: this.lowering.lower(plan.rows) };
    const made = (name: string, kind: 'double' | 'long'): Attribute => ({
      kind: 'attribute',
      name,
      dataType: { kind },
      nullable: false,
      id: this.context.newAttributeId(),
      qualifier: [],
    });
    const [row, draw] = [made('row', 'long'), made('draw', 'double')];
    const orderBy = this.lowering.within(block, () => (sort?.order ?? []).map((item) => lowerOrder(item, this.lowering)));
    const rowNumber = operator('-', { kind: 'window', call: call('row_number'), partitionBy: [], orderBy }, token('1'));
    const numbered = this.seal({ ...block, output: [...block.output, row], columns: new Map([...block.columns, [row.id, rowNumber]]) });
    const value = this.lowering.runtime(
      plan.withReplacement ? 'poisson' : 'rand',
      [this.lowering.partitionId(), column(`c${row.id}`)],
      [{ kind: 'integer' }, { kind: 'long' }],
      { kind: 'double' },
      {
        seed: plan.seed ?? BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)),
        ...(plan.withReplacement ? { mean: plan.upperBound - plan.lowerBound } : {}),
      },
    );
    const drawn = this.seal({ ...numbered, output: [...numbered.output, draw], columns: new Map([...numbered.columns, [draw.id, value]]) });
    const sorted = { ...drawn, output: block.output, orderBy: sort ? [order(column(`c${row.id}`))] : [] };
    if (plan.withReplacement) {
      // Every row as often as was drawn for it.
      const copies = call('unnest', call('range', cast(column(`c${draw.id}`), 'BIGINT')));
      const repeated = this.seal({ ...drawn, columns: new Map([...drawn.columns, [draw.id, copies]]) });
      return { ...repeated, output: block.output, orderBy: sorted.orderBy };
    }
    const bound = (limit: number) => lowerLiteral(limit, { kind: 'double' });
    return {
      ...sorted,
      where: [operator('>=', column(`c${draw.id}`), bound(plan.lowerBound)), operator('<', column(`c${draw.id}`), bound(plan.upperBound))],
    };
  }

  #join(plan: Join): Block {
    const left = this.sealed(plan.left);
    const keepsRight = plan.joinType !== 'leftSemi' && plan.joinType !== 'leftAnti';
    const right = plan.lateral ? this.#lateral(plan.right) : this.sealed(plan.right);
    const columns = new Map([...left.columns, ...right.columns]);
    const on = plan.condition ? this.lowering.lowerIn({ columns }, plan.condition) : undefined;
    const type = joinTypes[plan.joinType];
    const isCross = !on && (plan.joinType === 'inner' || plan.joinType === 'cross');
    const from: From = {
      kind: 'join',
      type: isCross ? 'CROSS' : type,
      left: left.from as From,
      right: right.from as From,
      ...(isCross ? {} : { on: on ?? { kind: 'token', text: 'TRUE' } }),
    };
    const output = outputOf(plan);
    return blockOver(from, output, keepsRight ? columns : left.columns);
  }

  #lateral(plan: LogicalPlan): Block {
    const query = this.subquery(plan);
    const output = outputOf(plan);
    return blockOver({ kind: 'query', query, as: this.lowering.newName('q'), lateral: true }, output, plainColumns(output));
  }

  #setOperation(plan: SetOperation): Block {
    const output = outputOf(plan);
    if (isCollated(output) && !(plan.operation === 'union' && plan.isAll)) return this.#collatedSetOperation(plan, output);
    const branches = this.#branches(plan, plan.operation, plan.isAll);
    const inputs = branches.map((branch) => {
      const block = this.lowering.streaming(() => this.block(branch));
      return blockQuery(block, (_, position) => `c${output[position]?.id ?? position}`);
    });
    const operation = plan.operation === 'union' ? 'UNION' : plan.operation === 'intersect' ? 'INTERSECT' : 'EXCEPT';
    const name = this.lowering.newName('q');
    return blockOver(
      this.#source(name, { ctes: [], body: { kind: 'set', operation, all: plan.isAll, inputs } }),
      output,
      plainColumns(output),
    );
  }

  /** DuckDB would compare the bytes: so rows are told apart by keys, and matched by a join. */
  #collatedSetOperation(plan: SetOperation, output: readonly Attribute[]): Block {
    if (plan.operation === 'union') return this.#deduplicate({ ...plan, isAll: true }, output);
    const left = plan.isAll ? this.#numbered(plan.left) : plan.left;
    const right = plan.isAll ? this.#numbered(plan.right) : plan.right;
    const rightOutput = outputOf(right);
    const condition = outputOf(left)
      .map((attribute, i): Expression => {
        const args = [attribute, rightOutput[i] as Attribute];
        return { kind: 'call', fn: '<=>', args, dataType: { kind: 'boolean' }, nullable: false };
      })
      .reduce((a, b): Expression => ({ kind: 'call', fn: 'and', args: [a, b], dataType: { kind: 'boolean' }, nullable: false }));
    const joinType = plan.operation === 'intersect' ? 'leftSemi' : 'leftAnti';
    const matched: LogicalPlan = { kind: 'join', left, right, joinType, condition };
    const leftOutput = outputOf(plan.left);
    const block = plan.isAll ? this.sealed(matched) : this.#deduplicate(matched, leftOutput);
    const columns = new Map(output.map((attribute, i) => [attribute.id, block.columns.get(leftOutput[i]?.id ?? -1) as Sql]));
    return { ...block, output, columns };
  }

  /** Equal rows numbered, so that each is matched once. */
  #numbered(plan: LogicalPlan): LogicalPlan {
    const call: Expression = { kind: 'call', fn: 'row_number', args: [], dataType: { kind: 'integer' }, nullable: false };
    const frame = { unit: 'rows', lower: { kind: 'unboundedPreceding' }, upper: { kind: 'currentRow' } } as const;
    const child: Expression = {
      kind: 'windowCall',
      function: call,
      partitionBy: outputOf(plan),
      orderBy: [],
      frame,
      dataType: { kind: 'integer' },
      nullable: false,
    };
    const alias: Alias = { kind: 'alias', child, names: ['number'], id: this.context.newAttributeId() };
    return { kind: 'window', windowExpressions: [alias], child: plan };
  }

  /** A left-deep chain of UNION ALL is one set operation with many inputs. */
  #branches(plan: SetOperation, operation: SetOperation['operation'], isAll: boolean): LogicalPlan[] {
    const branches: LogicalPlan[] = [plan.right];
    let left = plan.left;
    while (operation === 'union' && left.kind === 'setOperation' && left.operation === operation && left.isAll === isAll) {
      branches.push(left.right);
      left = left.left;
    }
    branches.push(left);
    return branches.reverse();
  }

  #withCte(plan: Extract<LogicalPlan, { kind: 'withCte' }>): Block {
    for (const cte of plan.ctes) {
      const name = this.lowering.newName('cte_');
      const columnName = (_: Attribute, i: number) => `r${i}`;
      const inner = () => new PlanLowering(this.lowering, this.context, true, this.#cteNames);
      if (cte.isRecursive && cte.plan.kind === 'setOperation') {
        // DuckDB wants the union itself as the body.
        this.#cteNames.set(cte.id, name);
        const inputs = [inner().query(cte.plan.left, columnName), inner().query(cte.plan.right, columnName)] as const;
        const limit = cte.maxRecursionLevel ?? ({ kind: 'literal', value: -1, dataType: { kind: 'integer' } } as const);
        this.ctes.push(recursiveCte(name, outputOf(cte.plan).length, inputs, limit, this.lowering));
        continue;
      }
      const query = inner().query(cte.plan, columnName);
      this.#cteNames.set(cte.id, name);
      this.ctes.push({ name, query });
    }
    return this.block(plan.child);
  }
}

const joinTypes = {
  inner: 'INNER',
  cross: 'INNER',
  leftOuter: 'LEFT',
  rightOuter: 'RIGHT',
  fullOuter: 'FULL',
  leftSemi: 'SEMI',
  leftAnti: 'ANTI',
} as const;

/** Whether each column stands under its attribute's own name, which is how a subquery refers to the columns of the query around it. */
function isNamed(block: Block): boolean {
  return block.output.every((attribute) => {
    const sql = block.columns.get(attribute.id);
    return sql?.kind === 'column' && sql.name === `c${attribute.id}`;
  });
}

const isCollated = (output: readonly Attribute[]): boolean => output.some((attribute) => hasCollation(attribute.dataType));

const hasSubquery = (list: readonly Expression[]): boolean =>
  list.some((item) => existsInExpression(item, ({ kind }) => kind === 'subquery'));

/** Splits a condition at its ANDs, in order. */
function conjuncts(condition: Expression): Expression[] {
  const parts: Expression[] = [];
  const pending: Expression[] = [condition];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'call' && next.fn === 'and') pending.push(...[...next.args].reverse());
    else parts.push(next);
  }
  return parts;
}
