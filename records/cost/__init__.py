"""What a kilogram of fish costs: a month's facts, their value, and how it is spread over batches.

It refuses to know prices and accounts of its own; they are data of records.ledger.
"""
