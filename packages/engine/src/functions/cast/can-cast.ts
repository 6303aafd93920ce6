import type { DataType } from '@kindling/protocol';
import type { EvalMode } from '../../plan/index.ts';
import { isIntegral, isNumeric, isString } from '../numeric-types.ts';

/** Whether Spark allows a cast between two types in a mode; whether the value fits is a matter of the run. */
export function canCast(from: DataType, to: DataType, evalMode: EvalMode): boolean {
  if (from.kind === 'null' || isString(from) || isString(to)) return textCast(from, to, evalMode);
  if (from.kind === 'array' && to.kind === 'array') return canCast(from.elementType, to.elementType, evalMode);
  if (from.kind === 'map' && to.kind === 'map')
    return canCast(from.keyType, to.keyType, evalMode) && canCast(from.valueType, to.valueType, evalMode);
  if (from.kind === 'struct' && to.kind === 'struct') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => canCast(field.dataType, to.fields[i]?.dataType ?? field.dataType, evalMode))
    );
  }
  if (from.kind === 'variant' || to.kind === 'variant') return from.kind !== 'map' || from.keyType.kind === 'string';
  if (from.kind === 'udt') return canCast(from.sqlType, to, evalMode);
  if (isNumeric(from)) return fromNumber(from, to, evalMode);
  switch (from.kind) {
    case 'boolean':
      return to.kind === 'boolean' || isNumeric(to) || (to.kind === 'timestamp' && evalMode === 'legacy');
    case 'date':
      return (
        to.kind === 'date' ||
        to.kind === 'timestamp' ||
        to.kind === 'timestamp_ntz' ||
        (evalMode === 'legacy' && (isNumeric(to) || to.kind === 'boolean'))
      );
    case 'timestamp':
      return (
        to.kind === 'timestamp' ||
        to.kind === 'timestamp_ntz' ||
        to.kind === 'date' ||
        to.kind === 'time' ||
        isNumeric(to) ||
        (to.kind === 'boolean' && evalMode === 'legacy')
      );
    case 'timestamp_ntz':
      return to.kind === 'timestamp' || to.kind === 'timestamp_ntz' || to.kind === 'date' || to.kind === 'time';
    case 'time':
      return to.kind === 'time' || isNumeric(to);
    case 'day_time_interval':
      return to.kind === 'day_time_interval' || isIntegral(to) || to.kind === 'decimal';
    case 'year_month_interval':
      return to.kind === 'year_month_interval' || isIntegral(to) || to.kind === 'decimal';
    default:
      return from.kind === to.kind && from.kind !== 'array' && from.kind !== 'map' && from.kind !== 'struct';
  }
}

function textCast(from: DataType, to: DataType, evalMode: EvalMode): boolean {
  if (from.kind === 'null') return true;
  if (isString(to)) return true;
  if (
    to.kind === 'array' ||
    to.kind === 'map' ||
    to.kind === 'struct' ||
    to.kind === 'null' ||
    to.kind === 'geometry' ||
    to.kind === 'geography'
  )
    return false;
  return evalMode !== 'try' || to.kind !== 'udt';
}

function fromNumber(from: DataType, to: DataType, evalMode: EvalMode): boolean {
  if (isNumeric(to) || to.kind === 'boolean' || to.kind === 'timestamp') return true;
  if (to.kind === 'day_time_interval' || to.kind === 'year_month_interval' || to.kind === 'time')
    return isIntegral(from) || from.kind === 'decimal';
  return to.kind === 'binary' && isIntegral(from) && evalMode === 'legacy';
}
