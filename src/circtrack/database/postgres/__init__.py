"""The engine for a database on a PostgreSQL server."""
