"""Only questions reach the warehouse: statements that select, over tables and harmless table functions.

A read-only, locked DuckDB reads no file and changes no setting, but a statement such as ``call enable_logging()`` can
end the process it runs in, or record what others ask (seen in DuckDB 1.5.5). So what people write in SQL Lab or into an
expression is parsed by DuckDB itself before it runs, and anything that is not listed here is refused.
"""

import json
import threading
from collections.abc import Iterator

import duckdb
from superset.exceptions import SupersetException

TABLE_FUNCTIONS = {
    "unnest", "range", "generate_series", "duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_schemas",
    "pragma_table_info", "pragma_version",
}  # fmt: skip
_local = threading.local()


class NotAQuestionError(SupersetException):
    """The statement does something else than select, or asks a function that is not listed."""

    status = 403


def only_questions(sql: str, database: object = None, **_context: object) -> str:
    """``sql`` as it is, for Superset's ``SQL_QUERY_MUTATOR``; another engine than DuckDB guards itself.

    Raises
    ------
    NotAQuestionError
        When DuckDB cannot read it as one or more select statements, or it calls a table function that is not listed.
    """
    if getattr(database, "backend", "duckdb") != "duckdb":
        return sql
    if not hasattr(_local, "parser"):
        _local.parser = duckdb.connect(config={"enable_external_access": "false"})
    read = json.loads(_local.parser.execute("select json_serialize_sql(?)", [sql]).fetchone()[0])
    if read["error"]:
        raise NotAQuestionError(f"Only select statements are allowed here: {read.get('error_message', 'not readable')}")
    refused = sorted(set(_table_functions(read["statements"])) - TABLE_FUNCTIONS)
    if refused:
        raise NotAQuestionError(f"The table function {refused[0]} is not allowed here.")
    return sql


def _table_functions(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield node["function"].get("function_name", "?").lower()
        for value in node.values():
            yield from _table_functions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _table_functions(value)
