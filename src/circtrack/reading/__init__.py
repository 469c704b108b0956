"""Read the text of letters into drafts and findings: split, read the fields and the body, reconcile."""
