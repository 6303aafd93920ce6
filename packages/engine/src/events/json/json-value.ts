export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A field without a value is left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}
