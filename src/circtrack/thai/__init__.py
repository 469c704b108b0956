"""The written language of letters: digits, dates, deadlines, numbers, addressees. Pure; imports only errors."""
