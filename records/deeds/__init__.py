"""Deeds: what people decided and proved about parties, shares, rules and distributions."""
