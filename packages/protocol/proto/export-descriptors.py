"""Writes spark-connect.binpb: the descriptors that PySpark 4.2.0 carries, as one FileDescriptorSet.

Run it with a Python that has pyspark-client==4.2.0 (or pyspark[connect]==4.2.0):

    python packages/protocol/proto/export-descriptors.py packages/protocol/proto/spark-connect.binpb

The TypeScript messages and the .proto texts are generated from that file, offline: scripts/generate-messages.ts.
"""

import pkgutil
import sys
from importlib import import_module

import pyspark.sql.connect.proto as spark_connect
from google.protobuf import any_pb2, descriptor_pb2, timestamp_pb2
from google.rpc import error_details_pb2, status_pb2

# Of the error details, a gRPC status of Spark carries this one only.
RPC_MESSAGES = {"ErrorInfo"}


def main(target: str) -> None:
    modules = [any_pb2, timestamp_pb2, error_details_pb2, status_pb2]
    for module in sorted(m.name for m in pkgutil.iter_modules(spark_connect.__path__)):
        if module.endswith("_pb2"):
            modules.append(import_module(f"{spark_connect.__name__}.{module}"))

    files: dict[str, descriptor_pb2.FileDescriptorProto] = {}
    for module in modules:
        file = descriptor_pb2.FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(file)
        file.ClearField("options")
        if module is error_details_pb2:
            kept = [m for m in file.message_type if m.name in RPC_MESSAGES]
            del file.message_type[:]
            file.message_type.extend(kept)
            del file.dependency[:]
        files[file.name] = file

    ordered: dict[str, descriptor_pb2.FileDescriptorProto] = {}

    def add(name: str) -> None:
        if name not in ordered:
            for dependency in files[name].dependency:
                add(dependency)
            ordered[name] = files[name]

    for name in sorted(files):
        add(name)
    descriptors = descriptor_pb2.FileDescriptorSet(file=ordered.values())
    with open(target, "wb") as out:
        out.write(descriptors.SerializeToString(deterministic=True))


main(sys.argv[1])
