"""Who holds which shares of a collective, folded from deeds, on any day."""
