import { type DataType, sameType } from '@kindling/protocol';
import { isAnsiInterval, isAtomic, isDatetime, isIntegral, isNumeric, isText } from './common-type.ts';

/** ANSI store assignment: what INSERT and implicit casts may convert, failing at run time where a value does not fit. */
export function canStoreAssign(from: DataType, to: DataType): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === 'null') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isText(to)) return isAtomic(from) || from.kind === 'calendar_interval';
  if (isDatetime(from) && isDatetime(to)) return true;
  if (from.kind === 'time' && to.kind === 'time') return true;
  if (isAnsiInterval(from) && isIntegral(to)) return singleField(from);
  if (isIntegral(from) && isAnsiInterval(to)) return singleField(to);
  if (from.kind === to.kind && isAnsiInterval(from)) return true;
  if (from.kind === 'array' && to.kind === 'array')
    return (!from.containsNull || to.containsNull) && canStoreAssign(from.elementType, to.elementType);
  if (from.kind === 'map' && to.kind === 'map') {
    return (
      (!from.valueContainsNull || to.valueContainsNull) &&
      canStoreAssign(from.keyType, to.keyType) &&
      canStoreAssign(from.valueType, to.valueType)
    );
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    return from.fields.length === to.fields.length && from.fields.every((field, i) => fieldFits(field, to.fields[i]));
  }
  return false;
}

function fieldFits(from: { dataType: DataType; nullable: boolean }, to: { dataType: DataType; nullable: boolean } | undefined): boolean {
  return to !== undefined && (!from.nullable || to.nullable) && canStoreAssign(from.dataType, to.dataType);
}

function singleField(type: DataType): boolean {
  return (type.kind === 'day_time_interval' || type.kind === 'year_month_interval') && type.start === type.end;
}
