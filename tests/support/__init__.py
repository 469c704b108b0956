"""Helpers of the tests: the program as it is run, databases, letters, servers."""
