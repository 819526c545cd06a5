"""Rules in force as dated deeds: what law, charter and resolution say, who signed it, from when.

It refuses to compute a distribution, and to answer a question that only people can answer.
"""
