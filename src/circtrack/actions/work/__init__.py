"""Record progress of data entry and receipts: done, exempt, extended, received."""
