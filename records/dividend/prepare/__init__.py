"""From closed books, shares and rules to a distribution with every line explained."""
