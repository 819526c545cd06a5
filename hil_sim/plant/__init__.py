"""The whole farm as numbers that move: water, gas, fish, machines and power, one second at a time.

It refuses to know registers, wires and the programs that steer it.
"""
