"""Prints as JSON what PySpark's own messages are: fields, oneofs, enums and services, from Python's view of the descriptors."""

import json
import pkgutil
import sys
from importlib import import_module

import pyspark.sql.connect.proto as spark_connect
from google.protobuf.descriptor import FieldDescriptor

KINDS = {getattr(FieldDescriptor, name): name[5:].lower() for name in dir(FieldDescriptor) if name.startswith("TYPE_")}


def field(f):
    if f.message_type is not None and f.message_type.GetOptions().map_entry:
        key, value = f.message_type.fields_by_name["key"], f.message_type.fields_by_name["value"]
        shape = f"map<{kind(key)}, {kind(value)}>"
    else:
        shape = ("repeated " if f.is_repeated else "") + kind(f)
    oneof = f.containing_oneof
    synthetic = oneof is not None and len(oneof.fields) == 1 and oneof.name == f"_{f.name}"
    return {
        "number": f.number,
        "json": f.json_name,
        "type": ("optional " if synthetic else "") + shape,
        "oneof": None if oneof is None or synthetic else oneof.name,
        "deprecated": f.GetOptions().deprecated,
    }


def kind(f):
    if f.message_type is not None:
        return f.message_type.full_name
    return f.enum_type.full_name if f.enum_type is not None else KINDS[f.type]


def messages(found, out):
    for m in found:
        if m.GetOptions().map_entry:
            continue
        out["messages"][m.full_name] = {f.name: field(f) for f in m.fields}
        enums(m.enum_types, out)
        messages(m.nested_types, out)


def enums(found, out):
    for e in found:
        out["enums"][e.full_name] = {v.name: v.number for v in e.values}


out = {"messages": {}, "enums": {}, "services": {}}
for module in sorted(m.name for m in pkgutil.iter_modules(spark_connect.__path__)):
    if not module.endswith("_pb2"):
        continue
    file = import_module(f"{spark_connect.__name__}.{module}").DESCRIPTOR
    messages(file.message_types_by_name.values(), out)
    enums(file.enum_types_by_name.values(), out)
    for service in file.services_by_name.values():
        out["services"][service.full_name] = {
            m.name: {
                "input": m.input_type.full_name,
                "output": m.output_type.full_name,
                "streams": [m.client_streaming, m.server_streaming],
            }
            for m in service.methods
        }
json.dump(out, sys.stdout)
