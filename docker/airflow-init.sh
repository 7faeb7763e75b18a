#!/bin/sh
# Before Airflow starts: its tables, the pools that say what runs side by side, and the password of `admin`.
set -eu
airflow db migrate
python -m rapport.stack.airflow_pools > /tmp/pools.json
airflow pools import /tmp/pools.json
python -c "from rapport import settings; from rapport.stack import airflow_server
airflow_server.write_passwords(settings.load())"
