import { engineFolders, outsideFolders, packages } from '../architecture.ts';

/** One import of a module, as the parser saw it. */
export interface SeenImport {
  /** What stands in the source, e.g. `./plan.ts` or `@kindling/sql`; core modules without `node:`. */
  readonly specifier: string;
  /** Path from the root of the project, when it was found. */
  readonly resolved: string | undefined;
  readonly core: boolean;
  readonly typeOnly: boolean;
}

export interface SeenModule {
  readonly path: string;
  readonly imports: readonly SeenImport[];
}

export interface PackageManifest {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** Paths from the root of the project of what `exports` names under `source`, by export (`.`, `./messages`). */
  readonly entries: Readonly<Record<string, string>>;
}

/** A place in the import table: a package and, where the file lies in one, a folder of it. */
interface Unit {
  readonly package: string;
  readonly folder: string;
}

const engineFolderRules = new Map(engineFolders.map((rule) => [rule.folder, rule]));
const packageRules = new Map(packages.map((rule) => [rule.folder, rule]));
const engineFoldersDeepestFirst = engineFolders.map((rule) => rule.folder).sort((a, b) => b.length - a.length);

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

function splitSource(path: string): { package: string; inside: string } | undefined {
  const match = /^packages\/([^/]+)\/src\/(.+)$/.exec(path);
  return match === null ? undefined : { package: match[1] as string, inside: match[2] as string };
}

function unitOf(path: string): Unit | undefined {
  const source = splitSource(path);
  if (source === undefined) return undefined;
  const slash = source.inside.indexOf('/');
  if (slash < 0) return { package: source.package, folder: '' };
  const declared = source.package === 'engine' ? engineFoldersDeepestFirst.find((folder) => isBelow(source.inside, folder)) : undefined;
  return { package: source.package, folder: declared ?? source.inside.slice(0, slash) };
}

const unitName = (unit: Unit): string => (unit.folder === '' ? unit.package : `${unit.package}/${unit.folder}`);

function mayUseNode(path: string): boolean {
  const source = splitSource(path);
  if (source === undefined) return true;
  const rule = packageRules.get(source.package);
  if (rule === undefined) return false;
  if (rule.node !== 'all' && !rule.node.some((place) => isBelow(source.inside, place))) return false;
  const folder = unitOf(path)?.folder ?? '';
  const folderRule = source.package === 'engine' ? engineFolderRules.get(folder) : undefined;
  if (folderRule === undefined || folderRule.node === 'all') return true;
  return folderRule.node.some((place) => {
    const whole = `${folder}/${place}`;
    return isBelow(source.inside, whole) || isBelow(source.inside, `${whole}.ts`);
  });
}

const npmPackageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function npmProblem(module: SeenModule, specifier: string, manifest: PackageManifest): string | undefined {
  const name = npmPackageOf(specifier);
  const declared = manifest.dependencies.some((dependency) => dependency === name);
  if (!declared) return `${module.path} imports ${name}, which the package's package.json does not list`;
  const unit = unitOf(module.path);
  if (unit?.package !== 'engine' || unit.folder === '') return undefined;
  const allowed = engineFolderRules.get(unit.folder)?.npm ?? [];
  const matches = allowed.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  return matches ? undefined : `${module.path} imports ${name}, but engine/${unit.folder} may not`;
}

/** Whether an import enters a nested folder past that folder's `index.ts`; folders without one are open to their own unit. */
function deepImportProblem(from: string, to: string, known: ReadonlySet<string>): string | undefined {
  const fromUnit = unitOf(from);
  const toUnit = unitOf(to);
  if (fromUnit === undefined || toUnit === undefined) return undefined;
  const root = `packages/${toUnit.package}/src`;
  if (unitName(fromUnit) !== unitName(toUnit)) {
    const door = toUnit.folder === '' ? root : `${root}/${toUnit.folder}`;
    const isDoor = to === `${door}/index.ts` || toUnit.folder === '' || from.endsWith('-main.ts');
    return isDoor ? undefined : `${from} imports ${to} past ${door}/index.ts`;
  }
  const steps = to.slice(root.length + 1).split('/');
  for (let depth = 1; depth < steps.length; depth += 1) {
    const folder = `${root}/${steps.slice(0, depth).join('/')}`;
    // What a generator wrote belongs to the folder around it, which may pick from it.
    // A program that is started by its path loads what it needs and no more.
    if (isBelow(from, folder) || from.endsWith('-main.ts') || folder.endsWith('/generated') || !known.has(`${folder}/index.ts`)) continue;
    return to === `${folder}/index.ts` ? undefined : `${from} imports ${to} past ${folder}/index.ts`;
  }
  return undefined;
}

function tableProblem(from: string, to: string, entries: ReadonlyMap<string, string>): string | undefined {
  const fromUnit = unitOf(from);
  const toUnit = unitOf(to);
  if (toUnit === undefined) return undefined;
  if (fromUnit === undefined) {
    return entries.has(to) ? undefined : `${from} imports ${to}, which is not a public entry of its package`;
  }
  if (fromUnit.package !== toUnit.package) {
    const entry = entries.get(to);
    if (entry === undefined) return `${from} imports ${to}, which is not a public entry of its package`;
    const allowed = packageRules.get(fromUnit.package)?.mayImport ?? [];
    return allowed.includes(entry) ? undefined : `${from}: ${fromUnit.package} may not import ${entry}`;
  }
  if (fromUnit.package !== 'engine' || fromUnit.folder === toUnit.folder || fromUnit.folder === '') return undefined;
  if (toUnit.folder === '') return `${from} imports ${to}, which wires the folders and is imported by none`;
  const allowed = engineFolderRules.get(fromUnit.folder)?.mayImport ?? [];
  return allowed.includes(toUnit.folder) ? undefined : `${from}: engine/${fromUnit.folder} may not import engine/${toUnit.folder}`;
}

/** Groups of nodes that reach each other (Tarjan), without recursion so that a long chain of imports is no problem. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  for (const start of edges.keys()) {
    if (order.has(start)) continue;
    const work: { node: string; next: number }[] = [{ node: start, next: 0 }];
    while (work.length > 0) {
      const frame = work[work.length - 1] as { node: string; next: number };
      const { node } = frame;
      if (frame.next === 0) {
        order.set(node, order.size);
        low.set(node, order.get(node) as number);
        stack.push(node);
        onStack.add(node);
      }
      const targets = edges.get(node) ?? [];
      let descended = false;
      while (frame.next < targets.length) {
        const target = targets[frame.next] as string;
        frame.next += 1;
        if (!order.has(target)) {
          work.push({ node: target, next: 0 });
          descended = true;
          break;
        }
        if (onStack.has(target)) low.set(node, Math.min(low.get(node) as number, order.get(target) as number));
      }
      if (descended) continue;
      // A node without targets would look as if it had just been entered.
      frame.next = targets.length + 1;
      work.pop();
      const parent = work[work.length - 1];
      if (parent !== undefined) low.set(parent.node, Math.min(low.get(parent.node) as number, low.get(node) as number));
      if (low.get(node) !== order.get(node)) continue;
      const group: string[] = [];
      let member: string;
      do {
        member = stack.pop() as string;
        onStack.delete(member);
        group.push(member);
      } while (member !== node);
      if (group.length > 1 || targets.includes(node)) cycles.push(group.reverse());
    }
  }
  return cycles;
}

function cycleProblems(modules: readonly SeenModule[]): string[] {
  // Records that contain each other need each other's types, so inside one folder only imports that run are counted; between folders, all.
  const files = new Map<string, string[]>();
  const units = new Map<string, Set<string>>();
  for (const module of modules) {
    const running = module.imports.flatMap((seen) => (seen.typeOnly || seen.resolved === undefined ? [] : [seen.resolved]));
    files.set(module.path, running);
    const unit = unitOf(module.path);
    if (unit === undefined || unit.folder === '') continue;
    const targets = units.get(unitName(unit)) ?? new Set<string>();
    units.set(unitName(unit), targets);
    for (const seen of module.imports) {
      const target = seen.resolved === undefined ? undefined : unitOf(seen.resolved);
      if (target !== undefined && target.folder !== '' && unitName(target) !== unitName(unit)) targets.add(unitName(target));
    }
  }
  const unitEdges = new Map([...units].map(([name, targets]) => [name, [...targets]]));
  return [
    ...findCycles(files).map((cycle) => `files import each other: ${cycle.join(' -> ')}`),
    ...findCycles(unitEdges).map((cycle) => `folders import each other: ${cycle.join(' -> ')}`),
  ];
}

/** Everything in which the modules differ from the import table of `architecture.ts`, one sentence each. */
export function findProblems(modules: readonly SeenModule[], manifests: ReadonlyMap<string, PackageManifest>): string[] {
  const known = new Set(modules.map((module) => module.path));
  const ownNames = new Set([...manifests.values()].map((manifest) => manifest.name));
  const entries = new Map<string, string>();
  for (const [folder, manifest] of manifests) {
    for (const [name, path] of Object.entries(manifest.entries)) entries.set(path, name === '.' ? folder : `${folder}/${name.slice(2)}`);
  }
  const problems: string[] = [];
  for (const module of modules) {
    const unit = unitOf(module.path);
    if (unit !== undefined && !packageRules.has(unit.package))
      problems.push(`${module.path}: packages/${unit.package} is not in architecture.ts`);
    if (unit?.package === 'engine' && unit.folder !== '' && !engineFolderRules.has(unit.folder)) {
      problems.push(`${module.path}: engine/${unit.folder} is not in architecture.ts`);
    }
    if (unit === undefined && !outsideFolders.some((folder) => isBelow(module.path, folder))) continue;
    const manifest = unit === undefined ? undefined : manifests.get(unit.package);
    for (const seen of module.imports) {
      if (seen.core) {
        if (!mayUseNode(module.path)) problems.push(`${module.path} imports node:${seen.specifier}, but must run without Node`);
        continue;
      }
      if (seen.resolved === undefined) {
        problems.push(`${module.path} imports ${seen.specifier}, which was not found`);
        continue;
      }
      const ours = seen.specifier.startsWith('.') || ownNames.has(npmPackageOf(seen.specifier));
      const found = ours
        ? [
            tableProblem(module.path, seen.resolved, entries),
            entries.has(seen.resolved) ? undefined : deepImportProblem(module.path, seen.resolved, known),
          ]
        : [manifest === undefined ? undefined : npmProblem(module, seen.specifier, manifest)];
      for (const problem of found) if (problem !== undefined) problems.push(problem);
    }
  }
  return [...new Set(problems), ...cycleProblems(modules)];
}
