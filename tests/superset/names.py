"""Who is named in a raw lake, and where in a warehouse they are named."""

import re

import duckdb

from rapport.stores import lake


def people_of(settings) -> dict[str, set[str]]:
    """Every name and address of the raw lake, in small letters, and every subject."""
    sql = "select lower(trim({0})) from {1} where trim({0}) <> ''"
    places = {
        "names": [("full_name", "users"), ("full_name", "contacts"), ("name", "leads")],
        "addresses": [("email", "users"), ("email", "contacts"), ("email", "leads"), ("address", "activity_parties")],
        "subjects": [("subject", "activities")],
        "titles": [("title", "users"), ("job_title", "contacts"), ("job_title", "leads")],
    }
    with duckdb.connect() as connection:
        return {
            kind: {
                value
                for column, table in columns
                for (value,) in connection.execute(
                    sql.format(column, lake.table_glob(settings, "demo", table))
                ).fetchall()
            }
            for kind, columns in places.items()
        }


def texts(connection, schemas):
    """(schema, table, column, distinct texts in small letters) of every text column."""
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where data_type in ('VARCHAR', 'VARCHAR[]') and table_schema in (select unnest(?)) order by all",
        [list(schemas)],
    ).fetchall()
    for schema, table, column in columns:
        sql = f'select distinct lower(cast("{column}" as varchar)) from "{schema}"."{table}"'
        yield schema, table, column, {value for (value,) in connection.execute(sql).fetchall() if value}


def found_in(values: set[str], wanted: set[str]) -> set[str]:
    """The texts of ``wanted`` that stand as whole words in one of ``values``."""
    everything = "\n".join(f" {re.sub(r'[ ,;:<>()]+', ' ', value)} " for value in values)
    return {text for text in wanted if f" {text} " in everything}
