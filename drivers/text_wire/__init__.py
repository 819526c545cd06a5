"""A wire with one device that speaks text: a probe that is asked, a scale that never stops.

It refuses to know what a line of text means (drivers.text does).
"""
