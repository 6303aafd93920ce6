import { printExpression } from '../plan/index.ts';
import { fields, type OperatorNode } from './operator-node.ts';

/** A tree of operators, a line each, the root first. */
export function treeText(root: OperatorNode, line: (node: OperatorNode) => string = (node) => node.simpleString): string {
  const lines: string[] = [];
  const stack: { readonly node: OperatorNode; readonly prefix: string; readonly branch: string }[] = [
    { node: root, prefix: '', branch: '' },
  ];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    lines.push(`${item.prefix}${item.branch}${line(item.node)}`);
    // What is read again has been shown.
    const children = item.node.nodeName === 'ReusedExchange' ? [] : item.node.children;
    const below = item.branch === '' ? item.prefix : `${item.prefix}${item.branch.startsWith('+') ? '   ' : ':  '}`;
    for (let i = children.length - 1; i >= 0; i--) {
      stack.push({ node: children[i] as OperatorNode, prefix: below, branch: i === children.length - 1 ? '+- ' : ':- ' });
    }
  }
  return lines.join('\n');
}

/** The tree with numbers, inputs before what reads them, and what each operator does below it. */
export function formattedText(root: OperatorNode): string {
  const numbers = new Map<OperatorNode, number>();
  const visit = (node: OperatorNode): void => {
    if (node.nodeName !== 'ReusedExchange') for (const child of node.children) if (!numbers.has(child)) visit(child);
    numbers.set(node, numbers.size + 1);
  };
  visit(root);
  const sections = [...numbers].map(([node, number]) => {
    const args = node.simpleString.startsWith(node.nodeName) ? node.simpleString.slice(node.nodeName.length).trim() : node.simpleString;
    const metadata = Object.entries(node.metadata).map(([key, value]) => `${key}: ${value}`);
    return [
      `(${number}) ${node.nodeName}`,
      ...node.children.map((child) => `Input [${child.output.length}]: ${fields(child.output, printExpression)}`),
      `Output [${node.output.length}]: ${fields(node.output, printExpression)}`,
      ...(metadata.length > 0 ? metadata : args === '' ? [] : [`Arguments: ${args}`]),
    ].join('\n');
  });
  return `${treeText(root, (node) => `${node.nodeName} (${numbers.get(node)})`)}\n\n\n${sections.join('\n\n')}`;
}
