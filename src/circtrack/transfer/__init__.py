"""Data from one database to another: backup, export, move, bundle files."""
