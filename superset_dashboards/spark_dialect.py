"""Spark's SQL endpoint as SQLAlchemy sees it: ``hive://`` with the names of Spark's tables.

PyHive takes the first column of SHOW TABLES for the name, as Hive answers; Spark answers with the schema first.
"""

from pyhive.sqlalchemy_hive import HiveDialect
from sqlalchemy import text


class SparkDialect(HiveDialect):
    """Hive's dialect, but for the lists of tables and views."""

    supports_statement_cache = False

    def get_table_names(self, connection, schema=None, **kw):
        """Tables of a schema; on Spark the views are among them."""
        return self._names(connection, "show tables", schema)

    def get_view_names(self, connection, schema=None, **kw):
        """Views of a schema."""
        return self._names(connection, "show views", schema)

    def _names(self, connection, query, schema):
        if schema:
            query += " in " + self.identifier_preparer.quote_identifier(schema)
        return [row[1] for row in connection.execute(text(query)) if row[1]]
