"""Whether the controller itself is well, told to whoever restarts it.

Never decides anything about fish.
"""
