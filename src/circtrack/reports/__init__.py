"""One file a report: rows out, with their column table."""
