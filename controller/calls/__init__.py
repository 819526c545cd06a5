"""Who is called outside, and whether that can be done at all.

It refuses to know what is wrong on the farm.
"""
