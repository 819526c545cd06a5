"""A line in a person's hands: who is there, and a new number or a new speed for one of them.

It refuses to poll: whatever is asked here is asked once, for an errand.
"""
