#!/bin/sh
# Before Superset starts: its tables and built-in roles. Dashboards and log-ins come with the DAG deploy_dashboards.
set -eu
superset db upgrade
superset init
