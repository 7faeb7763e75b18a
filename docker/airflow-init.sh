#!/bin/sh
# Before Airflow starts: its tables, the pool that lets one task write at a time, and the password of `admin`.
set -eu
airflow db migrate
airflow pools set warehouse_writer 1 "One writer of the warehouse at a time"
python -c "from rapport import settings; from rapport.stack import airflow_server
airflow_server.write_passwords(settings.load())"
