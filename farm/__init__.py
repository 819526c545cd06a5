"""The words everyone speaks: unit, tag, sample, snapshot, command, alarm, stock, site, clock.

Imports no other room; holds nouns only and does no work of its own.
"""
