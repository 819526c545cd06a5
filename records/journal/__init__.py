"""What happened to the fish, one immutable event at a time.

It refuses to know where events are kept and what the stock is; both follow from them.
"""
