"""The servers of an installation on one machine: Airflow and Superset, started, waited for and stopped.

Both listen on ``settings.host`` only, keep everything below the home and log to ``<home>/logs``.
"""
