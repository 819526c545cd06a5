"""The only room that touches a wire: asks devices and turns their answers into samples.

Knows nothing of laws, records or people.
"""
