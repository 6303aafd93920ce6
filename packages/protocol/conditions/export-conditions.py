"""Writes spark-conditions.json: facts about Apache Spark's error conditions, read from the jars inside PySpark.

    python packages/protocol/conditions/export-conditions.py packages/protocol/conditions/spark-conditions.json

Run it with a Python that has pyspark[connect]==4.2.0. Of every condition it keeps the name, the SQLSTATE, the names of the
parameters, and the Java exceptions that Spark raises it with: a class file that creates an exception and then loads the
condition's name as a constant raises the one with the other. Of every exception it keeps the superclasses. It keeps no sentence.

TypeScript is generated from that file, offline: scripts/generate-error-conditions.ts.
"""

import glob
import json
import os
import re
import struct
import sys
import zipfile
from collections import Counter, defaultdict

import pyspark

JARS = sorted(glob.glob(os.path.join(os.path.dirname(pyspark.__file__), "jars", "spark-*.jar")))

# How long the operands of a JVM instruction are, for those that have any; tableswitch, lookupswitch and wide are computed.
OPERANDS = {
    **{op: 1 for op in (16, 18, 21, 22, 23, 24, 25, 54, 55, 56, 57, 58, 169, 188)},
    **{op: 2 for op in (17, 19, 20, 132, 178, 179, 180, 181, 182, 183, 184, 187, 189, 192, 193, 198, 199, *range(153, 169))},
    197: 3,
    185: 4,
    186: 4,
    200: 4,
    201: 4,
}
LDC, LDC_W, WIDE, NEW, IINC, TABLESWITCH, LOOKUPSWITCH = 18, 19, 196, 187, 132, 170, 171


class ClassFile:
    """As much of a .class file as is needed to see which classes and strings its code mentions, in order."""

    def __init__(self, data):
        self.data = data
        self.constants = {}
        position = 10
        count = self.u2(8)
        index = 1
        while index < count:
            tag = data[position]
            if tag == 1:
                length = self.u2(position + 1)
                self.constants[index] = data[position + 3 : position + 3 + length].decode("utf-8", "replace")
                position += 3 + length
            else:
                if tag in (7, 8, 16, 19, 20):
                    self.constants[index] = (tag, self.u2(position + 1))
                position += {3: 5, 4: 5, 5: 9, 6: 9, 7: 3, 8: 3, 15: 4, 16: 3, 19: 3, 20: 3}.get(tag, 5)
                index += tag in (5, 6)
            index += 1
        self.name = self.class_name(self.u2(position + 2))
        self.superclass = self.class_name(self.u2(position + 4))
        self.members = position + 8 + 2 * self.u2(position + 6)

    def u2(self, position):
        return struct.unpack_from(">H", self.data, position)[0]

    def u4(self, position):
        return struct.unpack_from(">i", self.data, position)[0]

    def class_name(self, index):
        return self.constants[self.constants[index][1]].replace("/", ".") if index else None

    def mentions(self):
        """Yields per method a list of ('new', class name) and ('string', text)."""
        position = self.members
        for _ in range(2):  # fields, then methods
            count = self.u2(position)
            position += 2
            for _ in range(count):
                attributes = self.u2(position + 6)
                position += 8
                for _ in range(attributes):
                    if self.constants[self.u2(position)] == "Code":
                        yield list(self.code(position + 14, self.u4(position + 10)))
                    position += 6 + self.u4(position + 2)

    def code(self, start, length):
        at = start
        while at < start + length:
            op = self.data[at]
            if op in (LDC, LDC_W):
                constant = self.constants.get(self.data[at + 1] if op == LDC else self.u2(at + 1))
                if isinstance(constant, tuple) and constant[0] == 8:
                    yield "string", self.constants[constant[1]]
            if op == NEW:
                yield "new", self.class_name(self.u2(at + 1))
            if op in (TABLESWITCH, LOOKUPSWITCH):
                operands = at + 4 - (at - start) % 4
                first, second = self.u4(operands + 4), self.u4(operands + 8) if op == TABLESWITCH else 0
                at = operands + (12 + 4 * (second - first + 1) if op == TABLESWITCH else 8 + 8 * first)
            elif op == WIDE:
                at += 6 if self.data[at + 1] == IINC else 4
            else:
                at += 1 + OPERANDS.get(op, 0)


def parameter_names(*messages):
    return list(dict.fromkeys(re.findall(r"<([a-zA-Z0-9_-]+)>", "\n".join(messages))))


def read_conditions():
    with zipfile.ZipFile(next(jar for jar in JARS if re.search(r"common-utils_", jar))) as jar:
        table = json.loads(jar.read("error/error-conditions.json"))
    conditions = {}
    for name, entry in table.items():
        message = "\n".join(entry["message"])
        for sub, child in entry.get("subClass", {"": {"message": []}}).items():
            conditions[f"{name}.{sub}" if sub else name] = {
                "sqlState": child.get("sqlState", entry.get("sqlState")),
                "parameters": parameter_names(message, *child["message"]),
            }
    return conditions


def main(target):
    conditions = read_conditions()
    raised = defaultdict(Counter)
    superclasses = {}
    for path in JARS:
        with zipfile.ZipFile(path) as jar:
            for entry in jar.namelist():
                if not entry.endswith(".class"):
                    continue
                file = ClassFile(jar.read(entry))
                superclasses[file.name] = file.superclass
                for mentions in file.mentions():
                    exception = None
                    for kind, text in mentions:
                        if kind == "new":
                            if re.match(r"org\.apache\.spark\..*(Exception|Input)$", text):
                                exception = text
                        elif exception is not None and text in conditions:
                            raised[text][exception] += 1
    exceptions = {}
    for name, condition in conditions.items():
        condition["exceptions"] = [exception for exception, _ in raised[name].most_common()]
        for exception in condition["exceptions"]:
            chain = [exception]
            while chain[-1] in superclasses:
                chain.append(superclasses[chain[-1]])
            exceptions[exception] = chain[1:]
    with open(target, "w") as out:
        out.write('{"conditions": {\n')
        out.write(",\n".join(f"{json.dumps(name)}: {json.dumps(conditions[name])}" for name in sorted(conditions)))
        out.write('\n}, "exceptions": {\n')
        out.write(",\n".join(f"{json.dumps(name)}: {json.dumps(exceptions[name])}" for name in sorted(exceptions)))
        out.write("\n}}\n")


main(sys.argv[1])
