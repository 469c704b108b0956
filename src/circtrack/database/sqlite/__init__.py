"""The engine for a database in a file."""
