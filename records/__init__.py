"""What happened, written once: history, journal, ledger, reports.

Never decides anything and never touches a wire.
"""
