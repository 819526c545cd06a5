"""A farm made of numbers that answers real protocols.

Shares no code with what it tests.
"""
