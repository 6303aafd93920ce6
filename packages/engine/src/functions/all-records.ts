import { combinations } from './aggregate/combinations.ts';
import { counts } from './aggregate/counts.ts';
import { histograms } from './aggregate/histogram.ts';
import { mode } from './aggregate/mode.ts';
import { orderedSetAggregates } from './aggregate/ordered-set.ts';
import { picks } from './aggregate/picks.ts';
import { statistics } from './aggregate/statistics.ts';
import { sums } from './aggregate/sums.ts';
import { collationFunctions } from './collation/collations.ts';
import { arrays } from './collection/arrays.ts';
import { constructors } from './collection/constructors.ts';
import { elementAccess } from './collection/element-access.ts';
import { conditionals } from './conditional/conditional.ts';
import { aesFunctions } from './crypto/aes.ts';
import { csvFunctions } from './csv/csv-functions.ts';
import { clockAndZones } from './date-time/clock-and-zones.ts';
import { dateArithmetic } from './date-time/date-arithmetic.ts';
import { dateFields } from './date-time/fields.ts';
import { intervalArithmetic } from './date-time/interval-arithmetic.ts';
import { makers } from './date-time/make-date-time.ts';
import { parseAndFormat } from './date-time/parse-and-format.ts';
import { dateTimeUnits } from './date-time/units.ts';
import type { FunctionRecord } from './function-record.ts';
import { generators } from './generator/generators.ts';
import { shapes } from './geo/shapes.ts';
import { hashes } from './hash/hashes.ts';
import { makeIntervals } from './interval/make-intervals.ts';
import { jsonFunctions } from './json/json-functions.ts';
import { higherOrders } from './lambda/higher-order.ts';
import { maps } from './map/maps.ts';
import { mathFunctions } from './math/functions.ts';
import { fileOrigins } from './misc/file-origin.ts';
import { reflection } from './misc/java-methods.ts';
import { miscellaneous } from './misc/misc.ts';
import { randomFunctions } from './misc/random.ts';
import { tableWriting } from './misc/table-write.ts';
import { numberFormats } from './number-format/number-formats.ts';
import { arithmetic } from './operators/arithmetic.ts';
import { bitwiseOperators } from './operators/bitwise.ts';
import { comparisons, logic } from './operators/comparison.ts';
import { nullPredicates } from './predicates/nulls.ts';
import { distinctCountSketches } from './sketch/distinct-counts.ts';
import { quantileAndCountSketches } from './sketch/quantiles-and-counts.ts';
import { caseAndLength } from './string/case-and-length.ts';
import { encodings } from './string/encodings.ts';
import { joinsAndSplits } from './string/joins-and-splits.ts';
import { parts } from './string/parts.ts';
import { patterns } from './string/patterns.ts';
import { utf8Functions } from './string/utf8.ts';
import { listings } from './table/listings.ts';
import { times } from './time/times.ts';
import { timeWindows } from './time-window/time-windows.ts';
import { urls } from './url/urls.ts';
import { userFunctions } from './user/user-functions.ts';
import { variants } from './variant/variants.ts';
import { vectors } from './vector/vectors.ts';
import { windowFunctions } from './window/ranking.ts';
import { xmlFunctions } from './xml/xml-functions.ts';

export const allRecords: readonly FunctionRecord[] = [
  ...tableWriting,
  ...arithmetic,
  ...bitwiseOperators,
  ...comparisons,
  ...logic,
  ...nullPredicates,
  ...conditionals,
  ...caseAndLength,
  ...parts,
  ...joinsAndSplits,
  ...patterns,
  ...encodings,
  ...utf8Functions,
  ...mathFunctions,
  ...dateFields,
  ...dateArithmetic,
  ...makers,
  ...intervalArithmetic,
  ...dateTimeUnits,
  ...parseAndFormat,
  ...clockAndZones,
  ...elementAccess,
  ...constructors,
  ...arrays,
  ...maps,
  ...higherOrders,
  ...hashes,
  ...jsonFunctions,
  ...miscellaneous,
  ...randomFunctions,
  ...counts,
  ...sums,
  ...picks,
  mode,
  ...statistics,
  ...combinations,
  ...variants,
  ...distinctCountSketches,
  ...quantileAndCountSketches,
  ...numberFormats,
  ...urls,
  ...aesFunctions,
  ...times,
  ...makeIntervals,
  ...vectors,
  ...shapes,
  ...collationFunctions,
  ...orderedSetAggregates,
  ...csvFunctions,
  ...xmlFunctions,
  ...timeWindows,
  ...histograms,
  ...reflection,
  ...fileOrigins,
  ...userFunctions,
  ...windowFunctions,
  ...generators,
  ...listings,
];
