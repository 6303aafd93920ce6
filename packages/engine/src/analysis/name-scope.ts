import type { Attribute } from '../plan/index.ts';

/** What a name means in a scope: a column, and the fields that are still to be taken from it. */
export interface NameMatch {
  readonly attribute: Attribute;
  readonly fields: readonly string[];
}

/** A column that a data source offers besides its data; the others that only a name reaches need their table's name. */
export const isMetadataColumn = (attribute: Attribute): boolean => attribute.metadata?.__metadata_col !== undefined;

/**
 * The names that expressions of one operator can use. `hidden` are columns that only a name reaches (the keys of a USING
 * join under their table's name), never a star.
 */
export class NameScope {
  readonly attributes: readonly Attribute[];
  readonly hidden: readonly Attribute[];
  readonly caseSensitive: boolean;
  private index: Map<string, Attribute[]> | undefined;
  private hiddenIndex: Map<string, Attribute[]> | undefined;

  constructor(attributes: readonly Attribute[], caseSensitive: boolean, hidden: readonly Attribute[] = []) {
    this.attributes = attributes;
    this.caseSensitive = caseSensitive;
    this.hidden = hidden;
  }

  /** The columns of this name that data sources offer besides their own ones. */
  resolveMetadata(nameParts: readonly string[]): readonly NameMatch[] {
    const offered = [...this.hidden, ...this.attributes].filter(isMetadataColumn);
    return this.matches(this.indexOf(offered), nameParts);
  }

  /** Columns that the name may mean; more than one is an ambiguity. Qualified readings come before fields of structs. */
  resolve(nameParts: readonly string[]): readonly NameMatch[] {
    this.index ??= this.indexOf(this.attributes);
    const visible = this.matches(this.index, nameParts);
    if (visible.length > 0 || this.hidden.length === 0) return visible;
    this.hiddenIndex ??= this.indexOf(this.hidden);
    return this.matches(this.hiddenIndex, nameParts);
  }

  /** Columns below a qualifier, for `t.*`: also the keys of a USING join that its output shows only once, and those first. */
  qualified(target: readonly string[]): readonly Attribute[] {
    const hidden = this.hidden.filter((attribute) => !isMetadataColumn(attribute));
    return distinct([...hidden, ...this.attributes].filter((attribute) => this.isQualifiedBy(attribute, target)));
  }

  sameName(left: string, right: string): boolean {
    return this.key(left) === this.key(right);
  }

  private key(name: string): string {
    return this.caseSensitive ? name : name.toLowerCase();
  }

  private indexOf(attributes: readonly Attribute[]): Map<string, Attribute[]> {
    const index = new Map<string, Attribute[]>();
    for (const attribute of attributes) {
      const key = this.key(attribute.name);
      const found = index.get(key);
      if (found) found.push(attribute);
      else index.set(key, [attribute]);
    }
    return index;
  }

  private matches(index: Map<string, Attribute[]>, nameParts: readonly string[]): readonly NameMatch[] {
    // The longest qualifier wins: catalog.database.table.column, then database.table.column, then table.column.
    for (let qualifierLength = Math.min(3, nameParts.length - 1); qualifierLength >= 0; qualifierLength--) {
      const qualifier = nameParts.slice(0, qualifierLength);
      const named = index.get(this.key(nameParts[qualifierLength] as string));
      if (named === undefined) continue;
      const candidates = qualifierLength === 0 ? named : named.filter((attribute) => this.isQualifiedBy(attribute, qualifier));
      if (candidates.length === 0) continue;
      const fields = nameParts.slice(qualifierLength + 1);
      return distinct(candidates).map((attribute) => ({ attribute, fields }));
    }
    return [];
  }

  private isQualifiedBy(attribute: Attribute, qualifier: readonly string[]): boolean {
    const own = attribute.qualifier;
    if (own.length < qualifier.length) return false;
    const offset = own.length - qualifier.length;
    return qualifier.every((part, i) => this.sameName(part, own[offset + i] as string));
  }
}

function distinct(attributes: readonly Attribute[]): readonly Attribute[] {
  if (attributes.length < 2) return attributes;
  const seen = new Set<number>();
  return attributes.filter((attribute) => !seen.has(attribute.id) && seen.add(attribute.id));
}
