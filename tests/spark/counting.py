"""Prints each table of Spark's schema `reports` with its rows; runs in the Spark environment."""

import sys

from pyhive import hive

cursor = hive.connect("127.0.0.1", port=int(sys.argv[1]), username="rapport").cursor()
cursor.execute("show views in reports")
for name in sorted(row[1] for row in cursor.fetchall()):
    cursor.execute(f"select count(*) from reports.{name}")
    print(name, cursor.fetchone()[0])
