"""One file a report: each returns rows with their columns."""
