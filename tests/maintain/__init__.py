"""Scripts, run by hand, that update the message catalogue, the manuals, the READMEs and the golden files."""
