"""The program of customer-personality.ts in Python, without its foreach steps, to show that one server serves both languages.

    kindling server
    python examples/customer_personality.py sc://localhost:15002
"""

import pathlib
import sys
import tempfile

from pyspark.sql import SparkSession
from pyspark.sql.functions import add_months, avg, col, count, lit, spark_partition_id, to_date

data = str(pathlib.Path(__file__).parent / "data" / "marketing_campaign.csv")

spark = SparkSession.builder.appName("customer-personality").remote(sys.argv[1]).getOrCreate()

raw = spark.read.option("sep", "\t").option("header", True).option("inferSchema", True).csv(data)
print(f"{raw.count()} customers, {len(raw.columns)} columns")

customers = raw.select(
    col("ID").alias("id"),
    col("Year_Birth").alias("year_birth"),
    col("Education").alias("education"),
    col("Kidhome").alias("count_kid"),
    col("Teenhome").alias("count_teen"),
    col("Dt_Customer").alias("date_customer"),
    col("Recency").alias("days_last_login"),
).withColumn("date_joined", add_months(to_date(col("date_customer"), "d-M-yyyy"), 72))
customers.printSchema()

partitioned = customers.repartition(5)
sizes = partitioned.groupBy(spark_partition_id().alias("partition")).agg(count(lit(1)).alias("rows")).orderBy("partition").collect()
print(f"rows in each partition: {', '.join(str(row.rows) for row in sizes)}")

rows = partitioned.collect()
days_since_export = 30
seen_today = {row.id: row.days_last_login + days_since_export for row in rows}
print("customer 7196:", tuple(next(row for row in rows if row.id == 7196)))
print("customer 7196, days since the last login:", seen_today[7196])

by_education = (
    customers.groupBy("education").agg(count(lit(1)).alias("customers"), avg("days_last_login").alias("avg_days_last_login")).orderBy("education")
)
by_education.show()

with tempfile.TemporaryDirectory() as folder:
    partitioned.write.mode("overwrite").parquet(folder)
    files = list(pathlib.Path(folder).glob("*.parquet"))
    print(f"wrote {len(files)} Parquet files; read back {spark.read.parquet(folder).count()} rows")
spark.stop()
