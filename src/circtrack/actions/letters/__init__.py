"""Record letters: each in its chain, with its tasks, its recipients and its effects on other letters."""
