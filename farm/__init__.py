"""The words everyone speaks: units, tags, samples, commands, alarms, sites, profiles, clock.

It refuses to know how any of them is measured, decided, stored or shown, and imports nothing ours.
"""
