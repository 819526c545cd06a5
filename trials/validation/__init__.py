"""Published figures the simulator is held against, and the runs that give ours."""
