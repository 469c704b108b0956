"""Make, check and merge bundles between offices, and decide whose statement is in force."""
