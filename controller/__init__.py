"""Decide once a tick and see that it happens.

Knows no browser and no money; only `assemble` knows drivers and records.
"""
