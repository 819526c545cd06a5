"""The desk of money: what people enter about parties, shares, rules, books and distributions."""
