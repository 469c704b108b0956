"""Write rows and messages to the terminal, a pipe or a file: the only room that prints."""
