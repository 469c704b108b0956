"""What keeps the message catalogue, the manuals, the READMEs and the golden files up to date; run by hand."""
