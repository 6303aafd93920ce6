import type { XmlElement } from './parse-xml.ts';

/** What paths go over. `order` is the place in the document. */
export interface XPathNode {
  readonly kind: 'root' | 'element' | 'attribute' | 'text';
  readonly name: string;
  readonly parent: XPathNode | undefined;
  readonly order: number;
  readonly children: readonly XPathNode[];
  readonly attributes: readonly XPathNode[];
  readonly text: string;
}

/** The document with its nodes numbered. */
export function xpathDocument(root: XmlElement): XPathNode {
  let order = 0;
  const leaf = (kind: 'attribute' | 'text', name: string, text: string, parent: XPathNode): XPathNode => ({
    kind,
    name,
    text,
    parent,
    order: ++order,
    children: [],
    attributes: [],
  });
  const build = (element: XmlElement, parent: XPathNode): XPathNode => {
    const children: XPathNode[] = [];
    const attributes: XPathNode[] = [];
    const node: XPathNode = { kind: 'element', name: element.name, parent, order: ++order, children, attributes, text: '' };
    for (const [name, value] of element.attributes) attributes.push(leaf('attribute', name, value, node));
    for (const child of element.children) children.push(typeof child === 'string' ? leaf('text', '', child, node) : build(child, node));
    return node;
  };
  const children: XPathNode[] = [];
  const document: XPathNode = { kind: 'root', name: '', parent: undefined, order: 0, children, attributes: [], text: '' };
  children.push(build(root, document));
  return document;
}

/** All text inside. */
export function stringValue(node: XPathNode): string {
  return node.kind === 'text' || node.kind === 'attribute' ? node.text : node.children.map(stringValue).join('');
}
