/** Holds the code to the import table in `architecture.ts`. Usage: npm run arch */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { fewestModules, outsideFolders } from '../architecture.ts';
import { findProblems, type PackageManifest, type SeenModule } from './architecture-rules.ts';
import { joined } from './build.mjs';

interface ManifestFile {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly exports?: Record<string, string | { readonly source?: string }>;
}

function joinedOf({ devDependencies = {} }: ManifestFile): Record<string, string> {
  return Object.fromEntries(Object.entries(devDependencies).filter(([name]) => joined.includes(name)));
}

function readManifests(): Map<string, PackageManifest> {
  const manifests = new Map<string, PackageManifest>();
  for (const folder of readdirSync('packages')) {
    const path = join('packages', folder, 'package.json');
    if (!existsSync(path)) continue;
    const file = JSON.parse(readFileSync(path, 'utf8')) as ManifestFile;
    const entries: Record<string, string> = {};
    for (const [name, target] of Object.entries(file.exports ?? {})) {
      if (typeof target === 'object' && target.source !== undefined) entries[name] = posix.join('packages', folder, target.source);
    }
    manifests.set(folder, {
      name: file.name,
      // What the build joins into a package need not be installed with it.
      dependencies: Object.keys({ ...file.dependencies, ...file.optionalDependencies, ...file.peerDependencies, ...joinedOf(file) }),
      entries,
    });
  }
  return manifests;
}

async function readModules(): Promise<SeenModule[]> {
  const sources = readdirSync('packages').flatMap((folder) => [`packages/${folder}/src`, `packages/${folder}/bin`]);
  const roots = [...sources, ...outsideFolders].filter((folder) => existsSync(folder));
  const report = await cruise(
    roots,
    {
      // Neither of its other parsers reads our code: TypeScript 7 has no API that it could call, and acorn knows no types.
      parser: 'swc',
      tsPreCompilationDeps: true,
      moduleSystems: ['es6', 'cjs'],
      doNotFollow: { path: ['node_modules'] },
      exclude: { path: ['/dist/'] },
    },
    {
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  );
  if (typeof report.output === 'string') throw new Error('dependency-cruiser answered with text, not with a report');
  return report.output.modules
    .filter((module) => roots.some((root) => module.source.startsWith(`${root}/`)) && !module.couldNotResolve)
    .map((module) => ({
      path: module.source,
      imports: module.dependencies.map((dependency) => ({
        specifier: dependency.module,
        resolved: dependency.couldNotResolve ? undefined : dependency.resolved,
        core: dependency.coreModule,
        typeOnly: dependency.dependencyTypes.some((type) => type === 'type-only' || type === 'type-import'),
      })),
    }));
}

const modules = await readModules();
const problems = findProblems(modules, readManifests());
const own = modules.filter((module) => /^packages\/[^/]+\/src\//.test(module.path)).length;
const imports = modules.reduce((sum, module) => sum + module.imports.length, 0);
if (own < fewestModules) problems.push(`only ${own} modules below packages/*/src were seen; there must be at least ${fewestModules}`);
for (const problem of problems) console.error(problem);
console.log(`architecture: ${own} modules in packages, ${imports} imports in all, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
