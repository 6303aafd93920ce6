"""Writes functions.json: of each of PySpark's functions that is a plain call, its parameters and which of them are columns.

    python export-functions.py    needs pyspark-client 4.2.0

A function is called with probes, and what became of each probe tells: a name of a column, or a literal.
"""
import inspect, json, pathlib, warnings

warnings.simplefilter("ignore")
from pyspark.sql.connect.functions import builtin as functions
from pyspark.sql.connect.column import Column
from pyspark.sql.connect.expressions import ColumnReference, LiteralExpression, UnresolvedFunction
from pyspark.sql.functions import __all__ as public

BY_HAND = {
    "col", "column", "lit", "expr", "when", "broadcast", "call_function", "call_udf", "struct", "array", "create_map", "count_distinct",
    "countDistinct", "sumDistinct", "sum_distinct", "approxCountDistinct", "asc", "desc", "asc_nulls_first", "asc_nulls_last",
    "desc_nulls_first", "desc_nulls_last", "window", "session_window", "transform", "filter", "exists", "forall", "aggregate", "reduce",
    "zip_with", "transform_keys", "transform_values", "map_filter", "map_zip_with", "array_sort", "from_json", "to_json", "schema_of_json",
    "from_csv", "to_csv", "schema_of_csv", "from_xml", "to_xml", "schema_of_xml", "udf", "udtf", "pandas_udf", "arrow_udf", "arrow_udtf",
    "unwrap_udt", "negate", "grouping_id", "coalesce", "rand", "randn", "uuid", "shuffle", "make_interval", "make_dt_interval", "make_ym_interval",
    "make_timestamp", "make_timestamp_ltz", "make_timestamp_ntz", "from_avro", "to_avro", "count_min_sketch", "uniform", "randstr", "typedLit",
}


def probes(parameter, index):
    return [f"probe{index}", 1000 + index, float(index) + 0.5, True, Column(ColumnReference(f"probe{index}"))]


def call(function, parameters, count):
    """The expression of a call with the first parameters, trying other probes for those that refuse a string."""
    chosen = [0] * count
    for _ in range(5 ** min(count, 4)):
        arguments = [probes(parameters[i], i)[chosen[i]] for i in range(count)]
        try:
            result = function(*arguments)
            return (result._expr, arguments) if isinstance(result, Column) else None
        except Exception:
            for i in range(count):
                chosen[i] += 1
                if chosen[i] < 5:
                    break
                chosen[i] = 0
    return None


def kind(argument, probe):
    if isinstance(argument, ColumnReference):
        return "column"
    if isinstance(argument, LiteralExpression) and argument._value == probe:
        return "value"
    return None


def describe(name):
    function = getattr(functions, name, None)
    if function is None or name in BY_HAND or not callable(function) or inspect.isclass(function):
        return None
    parameters = list(inspect.signature(function).parameters.values())
    variadic = bool(parameters) and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL
    if any(p.kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD) for p in parameters):
        return None
    required = [p for p in parameters if p.default is inspect.Parameter.empty and p.kind is not inspect.Parameter.VAR_POSITIONAL]
    least = call(function, parameters, len(required))
    full = call(function, parameters, len(parameters))
    if least is None or full is None:
        return None
    expression, arguments = full
    if not isinstance(expression, UnresolvedFunction) or expression._is_distinct or len(expression.children) != len(parameters):
        return None
    described = []
    for index, (parameter, argument, probe) in enumerate(zip(parameters, expression.children, arguments)):
        found = kind(argument, probe)
        if isinstance(probe, Column) and found == "column":
            found = "value" if "Name" not in str(parameter.annotation) else "column"
        if found is None or (isinstance(argument, ColumnReference) and argument._unparsed_identifier != f"probe{index}"):
            return None
        entry = {"name": parameter.name, "kind": found}
        if variadic and index == len(parameters) - 1:
            entry["variadic"] = True
        elif index >= len(required):
            entry["optional"] = True
            if len(least[0].children) > index:
                default = least[0].children[index]
                if not isinstance(default, LiteralExpression) or not isinstance(default._value, (bool, int, float, str)):
                    return None
                entry["default"] = default._value
        described.append(entry)
    if expression._name != least[0]._name:
        return None
    entry = {"name": name, "parameters": described}
    if expression._name != name:
        entry["function"] = expression._name
    return entry


def main():
    found, skipped = [], []
    for name in sorted(public):
        entry = describe(name)
        (found if entry else skipped).append(entry or name)
    target = pathlib.Path(__file__).with_name("functions.json")
    lines = ",\n".join("  " + json.dumps(entry) for entry in found)
    target.write_text(f"[\n{lines}\n]\n")
    print(f"{len(found)} functions; by hand: {' '.join(skipped)}")


main()
