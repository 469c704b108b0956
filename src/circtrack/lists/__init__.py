"""Read lists as people send them: bytes in, entries with line numbers out. Pure, standard library only."""
