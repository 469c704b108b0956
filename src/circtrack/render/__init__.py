"""Rows and messages to the terminal or the pipe: the only room that prints."""
