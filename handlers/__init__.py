"""The mind: what to say and what to do. Pure: no I/O, no clock, no database, no randomness.

messages  Heard, Say and the other words for what comes in and goes out
talk      ask, choose, play: the whole conversation kit
converse  one turn: the order of listening
scene     what one person may see now; raises Needs for what has to be looked up
wording   replies.yaml → text, per channel
report, look_up, bind, triage, …   one file per conversation
acts      a finished conversation's command → the village
on_time   reminders, digests, deadlines
lawful    a meeting's verdict in words
planner   which open way a message to a person takes now
village/  the law of the matter: people, stages, roads, duty trees, working days, rights
"""
