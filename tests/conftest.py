"""Puts this folder on the import path, so that tests share what stands directly in it."""
