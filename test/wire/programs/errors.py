"""Errors: their class, condition, SQLSTATE, parameters and place."""

import sys

from pyspark.errors import (
    AnalysisException,
    ArithmeticException,
    ParseException,
    PySparkException,
    SparkNoSuchElementException,
    UnsupportedOperationException,
)
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()


def error_of(action, family):
    try:
        action()
    except family as error:
        return error
    raise AssertionError(f"no {family.__name__}")


error = error_of(lambda: spark.sql("SELECT 1/0").collect(), ArithmeticException)
assert error.getCondition() == "DIVIDE_BY_ZERO" and error.getSqlState() == "22012", error
assert error.getMessageParameters() == {"config": '"spark.sql.ansi.enabled"'}, error.getMessageParameters()
context = error.getQueryContext()[0]
assert (context.fragment(), context.startIndex(), context.stopIndex()) == ("1/0", 7, 9)

error = error_of(lambda: spark.range(3).select(F.lit(1) / (F.col("id") - 1)).collect(), ArithmeticException)
assert error.getCondition() == "DIVIDE_BY_ZERO"
assert error.getQueryContext()[0].fragment() == "__truediv__", error.getQueryContext()[0].fragment()
assert "errors.py" in error.getQueryContext()[0].callSite()

error = error_of(lambda: spark.sql("SELEC 1"), ParseException)
assert error.getCondition() == "PARSE_SYNTAX_ERROR" and error.getSqlState() == "42601", error

error = error_of(lambda: spark.range(3).select("nope").collect(), AnalysisException)
assert error.getCondition() == "UNRESOLVED_COLUMN.WITH_SUGGESTION", error
assert error.getMessageParameters()["proposal"] == "`id`", error.getMessageParameters()

error = error_of(lambda: spark.read.parquet("/no/such/path").count(), AnalysisException)
assert error.getCondition() == "PATH_NOT_FOUND", error
error = error_of(lambda: spark.conf.get("no.such.key"), SparkNoSuchElementException)
assert error.getCondition() == "SQL_CONF_NOT_FOUND", error
error = error_of(lambda: spark.conf.set("spark.sql.warehouse.dir", "x"), AnalysisException)
assert error.getCondition() == "CANNOT_MODIFY_STATIC_CONFIG", error
error = error_of(lambda: spark.range(1).select(F.udf(lambda x: x)("id")).collect(), UnsupportedOperationException)
assert error.getCondition() == "KINDLING_NOT_SUPPORTED" and "Python" in str(error), error

# The failure is in row 1,900,000: its rows before are sent, and the error arrives as what it is.
late = spark.range(2000000).select(F.expr("1 / (id - 1900000)"))
error = error_of(lambda: [None for _ in late.toLocalIterator()], ArithmeticException)
assert error.getCondition() == "DIVIDE_BY_ZERO", error


def nested(levels):
    # Each filter takes two levels of messages.
    frame = spark.range(5)
    for _ in range(levels // 2):
        frame = frame.filter("id >= 0")
    return frame


assert nested(900).count() == 5
error = error_of(lambda: nested(1100).count(), PySparkException)
assert error.getCondition() == "CONNECT_INVALID_PLAN.CANNOT_PARSE" and "1024" in str(error), error
assert spark.range(5).count() == 5

spark.stop()
print("complete")
