"""The machine, no letters in it: engines, opening, transactions, journal and undo, schema, integrity."""
