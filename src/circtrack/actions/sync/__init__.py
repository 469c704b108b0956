"""Between offices: bundles made, checked and merged, and whose statement is in force."""
