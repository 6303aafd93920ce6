"""Progress handlers learn of the stages of a query while it runs, and of its end."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.conf.set("spark.connect.progress.reportInterval", "20ms")
spark.conf.set("spark.kindling.execution.mode", "staged")
spark.conf.set("spark.sql.shuffle.partitions", "4")
spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")

reports = []
ends = []


def handler(stages, inflight_tasks, operation_id, done):
    if done:
        ends.append(operation_id)
    else:
        reports.append([(s.stage_id, s.num_tasks, s.num_completed_tasks, s.done) for s in stages])


spark.registerProgressHandler(handler)
rows = spark.sql("SELECT id % 7 AS k, count(*) AS n, max(sha2(cast(id AS string), 256)) AS m FROM range(0, 3000000, 1, 8) GROUP BY 1 ORDER BY 2").collect()
assert len(rows) == 7, rows
spark.clearProgressHandlers()

# A statement that PySpark sends ahead of the query ends without a report, and so without a name.
assert len({name for name in ends if name}) == 1, ends
told = [report for report in reports if report]
assert told, "no stage was told"
last = {stage_id: (tasks, completed, done) for stage_id, tasks, completed, done in told[-1]}
first = min(last)
assert last[first][0] == 8, last
completed = [sum(stage[2] for stage in report) for report in told]
assert completed == sorted(completed), completed
assert completed[-1] > 0, completed
assert all(done <= tasks for tasks, done, _ in last.values()), last
print("complete")
