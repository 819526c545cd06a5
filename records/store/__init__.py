"""Where the journal, the ledger and the people of the farm are kept: one file, one writer.

It refuses to judge what it is given beyond what keeps the books possible and unbroken.
"""
