"""Whole farms on the simulated loop, with faults, an independent recorder and verdicts.

Never imported by what runs a farm.
"""
