"""Runs the SQL of its arguments; prints the first value, or the status and text of the failure."""

import sys

import grpc
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

try:
    spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
    print(spark.sql(sys.argv[2]).first()[0])
except PySparkException as error:
    print(error.getGrpcStatusCode(), error)
except grpc.RpcError as error:
    print(error.code(), error.details())
