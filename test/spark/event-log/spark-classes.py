"""Asks classes inside Apache Spark: a JSON object per line in, the answer of each as JSON out."""

import json
import os
import sys

from pyspark.java_gateway import launch_gateway

os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local pyspark-shell"
gateway = launch_gateway()
jvm = gateway.jvm
protocol = getattr(jvm.org.apache.spark.util, "JsonProtocol")
metrics = jvm.org.apache.spark.util.MetricUtils


def longs(values):
    array = gateway.new_array(jvm.long, len(values))
    for index, value in enumerate(values):
        array[index] = value
    return array


def answer(question):
    if "event" in question:
        try:
            event = protocol.sparkEventFromJson(json.dumps(question["event"]))
            return json.loads(protocol.sparkEventToJsonString(event))
        except Exception as error:
            return str(error)
    return metrics.stringValue(question["metricType"], longs(question["values"]), longs(question["peak"]))


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
gateway.shutdown()
