"""What the controller must still know after a power cut: commands, alarms, modes, trips, facts.

Never decides anything; history of samples and the production journal live elsewhere.
"""
