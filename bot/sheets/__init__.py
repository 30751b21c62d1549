"""Spreadsheets, read and written: what is entered officially, what comes back, and lists of members."""
