"""What swims where according to the journal: heads, book mass and the figures made of them.

It refuses to invent growth; an estimate is shown as an estimate, beside the book.
"""
