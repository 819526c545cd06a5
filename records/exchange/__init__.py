"""What leaves the books for other programs: voucher files, Beancount text, figures for the town.

It refuses to change a figure on the way out; what another program would not take is refused first.
"""
