"""Proof that the books are what was written: chains, balances, closed periods, recomputation.

It refuses to open a file, and to repair what it finds.
"""
