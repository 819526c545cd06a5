"""Samples of every tag, kept for ever in few bytes, with roll-ups that keep their quality.

Never judges a sample and never reads a clock: time and status arrive with the sample.
"""
