"""Recording letters: each into its chain, with its tasks, its recipients and what it does to other letters."""
