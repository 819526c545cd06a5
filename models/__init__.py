"""What water, gas, fish and feed do, as numbers with units in their names.

Knows no device, no clock and no farm in particular.
"""
