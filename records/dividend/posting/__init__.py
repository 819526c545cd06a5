"""Which vouchers a distribution and its corrections make, in every accounting system."""
