"""How the shape of the journal's file came about, one step after another.

It refuses to know what is kept in it.
"""
