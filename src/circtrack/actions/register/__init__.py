"""The regulation's registers: entering letters, and the numbers that they get."""
