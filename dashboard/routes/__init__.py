"""The routes, one file a subject: they ask, arrange the answer and write the audit row.

Refuses to compute: what a route answers is made elsewhere.
"""
