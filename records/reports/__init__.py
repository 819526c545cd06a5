"""Reports: rows computed from events and runs, and the workbooks that carry them.

It refuses to read a database; it is handed what it reports on, and the same input gives the same
bytes.
"""
