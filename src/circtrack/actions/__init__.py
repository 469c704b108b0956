"""The verbs that write, as plain functions: each records what a clerk enters, in one transaction."""
