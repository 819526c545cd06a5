"""The command line: a thin door to every application.

Imports an application only when it is asked for, and holds no logic of its own.
"""
