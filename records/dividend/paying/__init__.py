"""From what a run owes to what the bank did: batches, results, held amounts, receipts."""
