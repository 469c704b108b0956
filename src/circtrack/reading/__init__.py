"""From the text of letters to drafts and findings: split, fields, body, reconcile."""
