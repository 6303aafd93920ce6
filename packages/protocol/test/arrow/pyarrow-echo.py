"""Reads cases that Kindling encoded, tells what pyarrow sees in them, and encodes them again; then sends forms that Spark does not send."""

import json
import struct
import sys

import pyarrow as pa


def values(array):
    """The values of an array as JSON, independent of how Python shows them."""
    kind = array.type
    valid = [v.is_valid for v in array]
    if pa.types.is_null(kind):
        return [None] * len(array)
    if isinstance(array, pa.ExtensionArray):
        raise TypeError(kind)
    if pa.types.is_dictionary(kind):
        return values(array.dictionary_decode())
    if pa.types.is_boolean(kind):
        plain = array.to_pylist()
    elif pa.types.is_floating(kind):
        plain = [None if v is None else struct.pack(">d", v).hex() if v == v else "nan" for v in array.to_pylist()]
    elif pa.types.is_decimal(kind):
        plain = [None if v is None else str(int(v.scaleb(kind.scale, context=CONTEXT))) for v in array.to_pylist()]
    elif str(kind) == "month_day_nano_interval":
        plain = [None if v is None else [v.months, v.days, str(v.nanoseconds // 1000)] for v in array.to_pylist()]
    elif pa.types.is_date32(kind) or pa.types.is_time32(kind):
        plain = integers(array, pa.int32())
    elif pa.types.is_temporal(kind):
        plain = integers(array, pa.int64())
    elif pa.types.is_integer(kind):
        plain = [None if v is None else str(v) for v in array.to_pylist()]
    elif kind in (pa.binary(), pa.large_binary()) or pa.types.is_fixed_size_binary(kind) or str(kind) == "binary_view":
        plain = [None if v is None else v.hex() for v in array.to_pylist()]
    elif pa.types.is_map(kind):
        offsets, keys, items = array.offsets.to_pylist(), values(array.keys), values(array.items)
        plain = [[[keys[i], items[i]] for i in range(a, b)] for a, b in zip(offsets, offsets[1:])]
    elif pa.types.is_fixed_size_list(kind):
        child, size = values(array.values), kind.list_size
        plain = [child[i * size : (i + 1) * size] for i in range(len(array))]
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        offsets, child = array.offsets.to_pylist(), values(array.values)
        plain = [child[a:b] for a, b in zip(offsets, offsets[1:])]
    elif pa.types.is_struct(kind):
        children = [values(array.field(i)) for i in range(kind.num_fields)]
        plain = [[child[i] for child in children] for i in range(len(array))]
    else:
        plain = array.to_pylist()
    return [value if ok else None for value, ok in zip(plain, valid)]


def integers(array, storage):
    return [None if v is None else str(v) for v in array.view(storage).to_pylist()]


def rows(batch):
    """Nothing when pyarrow cannot show the values: it has no class for arrays of months."""
    if "month_interval" in str(batch.schema):
        return None
    columns = [values(column) for column in batch.columns]
    return [[column[i] for column in columns] for i in range(batch.num_rows)]


def encoded(schema, batches):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def foreign():
    """Columns in forms that other programs send, and the values that Spark should see."""
    import datetime
    import decimal

    micros = [0, -1, 1_500_000, None]
    words = ["a", "", None, "long enough to be outside of a view", "ü"]
    cases = {
        "large_string": (pa.array(words, pa.large_string()), words),
        "string_view": (pa.array(words, pa.string_view()), words),
        "large_binary": (pa.array([b"a", None], pa.large_binary()), ["61", None]),
        "binary_view": (pa.array([b"a", b"0123456789abcdef", None], pa.binary_view()), ["61", b"0123456789abcdef".hex(), None]),
        "fixed_binary": (pa.array([b"ab", None], pa.binary(2)), ["6162", None]),
        "dictionary": (pa.array(words * 2).dictionary_encode(), words * 2),
        "dictionary_int8": (pa.DictionaryArray.from_arrays(pa.array([1, None, 0], pa.int8()), pa.array([10, 20])), ["20", None, "10"]),
        "dictionary_of_lists": (
            pa.DictionaryArray.from_arrays(pa.array([1, 0, 1], pa.int32()), pa.array([[1, 2], [3]])),
            [["3"], ["1", "2"], ["3"]],
        ),
        "list_of_dictionary": (
            pa.ListArray.from_arrays([0, 2, 3], pa.array(["x", "y", "x"]).dictionary_encode()),
            [["x", "y"], ["x"]],
        ),
        "large_list": (pa.array([[1], None, [2, 3]], pa.large_list(pa.int32())), [["1"], None, ["2", "3"]]),
        "fixed_list": (pa.array([[1, 2], None], pa.list_(pa.int16(), 2)), [["1", "2"], None]),
        "uint8": (pa.array([255, None], pa.uint8()), ["255", None]),
        "uint16": (pa.array([65535, None], pa.uint16()), ["65535", None]),
        "uint32": (pa.array([2**32 - 1, None], pa.uint32()), [str(2**32 - 1), None]),
        "uint64": (pa.array([2**64 - 1, None], pa.uint64()), [str(2**64 - 1), None]),
        "float16": (pa.array([1.5, -0.0, None], pa.float32()).cast(pa.float16()), [1.5, -0.0, None]),
        "decimal256": (pa.array([decimal.Decimal("-1.50"), None], pa.decimal256(40, 2)), ["-150", None]),
        "date64": (pa.array([datetime.date(1969, 12, 31), None], pa.date64()), ["-1", None]),
        "time32_s": (pa.array([1, None], pa.time32("s")), [str(10**9), None]),
        "time32_ms": (pa.array([1, None], pa.time32("ms")), [str(10**6), None]),
        "time64_us": (pa.array([1, None], pa.time64("us")), ["1000", None]),
        "interval_in_struct": (pa.array([{"d": 1}, None], pa.struct([("d", pa.duration("ms"))])), [["1000"], None]),
        "sliced": (pa.array([["a"], ["b", "c"], None, ["d"]]).slice(1, 3), [["b", "c"], None, ["d"]]),
    }
    for unit, scale in (("s", 1_000_000), ("ms", 1000), ("us", 1)):
        cases["timestamp_" + unit] = (
            pa.array(micros, pa.int64()).cast(pa.timestamp(unit, tz="Europe/Zurich")),
            [None if v is None else str(v * scale) for v in micros],
        )
        cases["ntz_" + unit] = (pa.array([-1, None], pa.int64()).cast(pa.timestamp(unit)), [str(-scale), None])
        cases["duration_" + unit] = (pa.array([-1, None], pa.int64()).cast(pa.duration(unit)), [str(-scale), None])
    cases["timestamp_ns"] = (pa.array([-1, 1999, None], pa.int64()).cast(pa.timestamp("ns", tz="UTC")), ["-1", "1", None])
    for name in ("decimal32", "decimal64"):
        if hasattr(pa, name):
            cases[name] = (pa.array([decimal.Decimal("-1.50"), None], getattr(pa, name)(5, 2)), ["-150", None])
    for name, (array, expected) in cases.items():
        batch = pa.record_batch([array], names=["c"])
        yield name, encoded(batch.schema, [batch, batch.slice(len(array), 0)]), expected


def main():
    import decimal

    global CONTEXT
    CONTEXT = decimal.Context(prec=80)
    source, target = sys.argv[1], sys.argv[2]
    answers = []
    with open(source, "rb") as file, open(target + ".bin", "wb") as out:
        while size := file.read(4):
            data = file.read(struct.unpack("<I", size)[0])
            reader = pa.ipc.open_stream(data)
            batches = list(reader)
            for batch in batches:
                batch.validate(full=True)
            again = encoded(reader.schema, batches)
            out.write(struct.pack("<I", len(again)) + again)
            schema = reader.schema.to_string(show_field_metadata=True, show_schema_metadata=True, truncate_metadata=False)
            answers.append({"schema": schema, "rows": rows(batches[0])})
        others = []
        for name, data, expected in foreign():
            out.write(struct.pack("<I", len(data)) + data)
            others.append({"name": name, "values": expected})
        table = pa.table({"c": pa.array(["x"] * 100)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table)
        data = sink.getvalue().to_pybytes()
        out.write(struct.pack("<I", len(data)) + data)
    with open(target, "w") as out:
        json.dump({"cases": answers, "foreign": others}, out)


main()
