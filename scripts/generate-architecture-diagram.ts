/** Draws `architecture.ts` into docs/architecture/import-table.md. */
import { engineFolders, packages } from '../architecture.ts';
import { writeGenerated } from './generated-files.ts';

const idOf = (name: string): string => name.replaceAll(/[^a-z]/g, '_');

function graph(nodes: readonly { folder: string; mayImport: readonly string[] }[]): string {
  const lines = ['```mermaid', 'flowchart TD'];
  for (const node of nodes) lines.push(`  ${idOf(node.folder)}["${node.folder}"]`);
  const known = new Set(nodes.map((node) => node.folder));
  for (const node of nodes) {
    for (const target of node.mayImport) if (known.has(target)) lines.push(`  ${idOf(node.folder)} --> ${idOf(target)}`);
  }
  return [...lines, '```'].join('\n');
}

const list = (names: readonly string[]): string => (names.length === 0 ? '-' : names.map((name) => `\`${name}\``).join(', '));
const nodeUse = (node: 'all' | readonly string[]): string => (node === 'all' ? 'yes' : node.length === 0 ? 'no' : `only ${list(node)}`);

const packageRows = packages.map((rule) => `| \`${rule.folder}\` | ${rule.holds} | ${list(rule.mayImport)} | ${nodeUse(rule.node)} |`);
const folderRows = engineFolders.map(
  (rule) => `| \`${rule.folder}\` | ${rule.holds} | ${list(rule.mayImport)} | ${nodeUse(rule.node)} | ${list(rule.npm)} |`,
);

const page = `# Import table

Generated from \`architecture.ts\` by \`npm run generate\`; \`npm run arch\` holds the code to it: no cycles, folders entered through their
\`index.ts\`, and nothing imported that these tables do not name.

## Packages

An arrow points at what a package may import. \`client\` and \`engine\` never import each other.

${graph(packages)}

| package | holds | may import | may use \`node:*\` |
|---|---|---|---|
${packageRows.join('\n')}

## Folders of the engine

In the order of a query's life. \`engine.ts\` alone wires them and may import every one. Each may also import the data types, errors and Arrow
codec of \`protocol\`, and \`sql\`.

${graph(engineFolders)}

| folder | holds | may import | may use \`node:*\` | npm |
|---|---|---|---|---|
${folderRows.join('\n')}
`;

writeGenerated('docs/architecture', new Map([['import-table.md', page]]), (path) => path === 'import-table.md');
