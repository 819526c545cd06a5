"""What is wrong with a device profile, found before any device is asked.

It refuses to load files (drivers.profiles does).
"""
