"""Random farms with random faults, each judged, until the time is up.

It refuses to know what any fault does and how a run is judged (`trials.verdict`).
"""
