"""circtrack: tracks Thai government circular letters down the chain of offices."""

__version__ = "0.2.0"
