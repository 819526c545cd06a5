"""Toward the income that was promised: what villages and villagers got from the farm, by stream.

It refuses to hide the gap, and to count one voucher twice.
"""
