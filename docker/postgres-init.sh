#!/bin/sh
# On the very first start of the database server: one database for Airflow, one for Superset.
set -eu
for name in airflow superset; do
    psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --command "create database $name"
done
