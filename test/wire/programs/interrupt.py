"""Interrupting by all, tag and operation: prompt, and the session goes on."""

import sys
import threading
import time

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
endless = "SELECT COUNT(*) FROM RANGE(100000000000) WHERE id % 3 = 1"


def interrupted(stop):
    stopped = []

    def later():
        time.sleep(0.5)
        stopped.extend(stop())
        stopped.append(time.monotonic())

    thread = threading.Thread(target=later)
    thread.start()
    try:
        spark.sql(endless).collect()
    except PySparkException as error:
        ended = time.monotonic()
        thread.join()
        assert error.getCondition() == "OPERATION_CANCELED", error
        assert len(stopped) == 2, stopped
        assert ended - stopped[-1] < 2, ended - stopped[-1]
    else:
        raise AssertionError("the query was not interrupted")


interrupted(spark.interruptAll)
spark.addTag("mine")
interrupted(lambda: spark.interruptTag("mine"))
spark.clearTags()
assert spark.interruptTag("mine") == []
assert spark.range(5).count() == 5
spark.stop()
print("complete")
