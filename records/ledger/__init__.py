"""The books of the farm's entities: entries that balance, accounts, periods.

It refuses to know where entries are kept and to change one that was posted.
"""
