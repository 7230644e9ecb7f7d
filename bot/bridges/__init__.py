"""Programs that stand beside somebody else's program and bring its messages to us.

gammu_hook  gammu-smsd runs it for each SMS of a USB modem

They are run by their path, by whatever Python the machine has: nothing but its standard library, nothing of ours.
"""
