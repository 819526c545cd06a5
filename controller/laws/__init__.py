"""Laws: each turns a snapshot into commands and remembers in itself what it must.

Never waits, never looks at a clock, never knows who else wants the same output.
"""
