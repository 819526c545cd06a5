"""Names, identity-card, bank and telephone numbers: sealed field by field, masked unless revealed.

It refuses to keep one in clear, to show one without a reason, and to change one without a trace.
"""
