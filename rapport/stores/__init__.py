"""The two places data rests: the raw Parquet lake and the DuckDB warehouse."""
