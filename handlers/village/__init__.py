"""The law of the matter: imports nothing of ours and no outside package; calendars and settings come in as values.

people   units, households, residents, offices and who answers for what
matter   concern and issue, their stages
road     the one table of roads and the one function that moves
duty     dangers, their emergency numbers and who is called, in which order
working_days   days that count for a promise
rights   may(actor, action, thing)
assembly    the bodies and items the law names, and what a rule pack (packs/*.yaml) says of them
verdict     decide: whether a meeting's decision stands
beforehand  who decides an item, and how many are needed
petition    who can force a meeting
four_discussions   四议两公开
"""
