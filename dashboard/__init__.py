"""Show the farm to people and carry their wishes back.

Cannot reach a wire; what it wants done it asks of the controller.
"""
