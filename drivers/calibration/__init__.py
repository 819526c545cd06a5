"""Probes set against a standard, step by step, with a person who says when to go on.

It refuses to keep the record, which belongs to the books.
"""
