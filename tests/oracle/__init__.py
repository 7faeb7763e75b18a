"""The definitions of kpis.md worked out a second time, in plain Python, to check the warehouse.

Nothing here reads the dbt project's SQL; only two of its seeds (titles, free-mail domains) are read as data.
"""
