"""The written language of letters: digits, dates, deadlines, numbers, addressees. Pure: it imports only ``errors``."""
