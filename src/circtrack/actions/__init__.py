"""The verbs that write, as plain functions: from what a clerk says to rows in one transaction."""
