"""Schema revisions, one a change, each serving both databases; they lead forward only (a backup leads back).

A new one: change the tables, then `python -m storage.migrations "what it adds"`, and read what was written.
"""
