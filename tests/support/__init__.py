"""Helpers of the tests: running the program, databases, letters, servers."""
