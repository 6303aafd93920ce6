type Under<Parent extends string, Table> = { readonly [Name in keyof Table & string as `${Parent}.${Name}`]: string };

/** The templates of a condition's sub-conditions, which begin alike. */
export function under<Parent extends string, Table extends Readonly<Record<string, string>>>(parent: Parent, start: string, table: Table) {
  return Object.fromEntries(Object.entries(table).map(([name, end]) => [`${parent}.${name}`, `${start} ${end}`])) as Under<Parent, Table>;
}
