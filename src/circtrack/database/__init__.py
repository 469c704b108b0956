"""The machinery below the letters: engines, opening, transactions, journal and undo, schema, integrity."""
