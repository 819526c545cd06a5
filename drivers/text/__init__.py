"""What devices say in text: one file per format, bytes in, readings out.

It refuses to know wires, time and sites.
"""
