"""The law of the matter: imports nothing of ours and no outside package; calendars and settings come in as values.

people   units, households, residents, offices and who answers for what
matter   concern, entry, alert, digest; the stages
issue    the issue and what gathers in its file: papers, opinions, visits, requests, tasks, rules
evidence    what a file proves, counted
gates    四不开, and what else a step needs: number lacking, who mends it, which step to offer
road     the one table of roads and the one function that moves
thresholds  our own numbers of the gates, level by level, with floors
clocks   every promise about time: length, floor, warning, to whom it goes
sessions    the half-month calendar
working_days   days that count for a promise
strip    eight mechanisms and four gates of one issue at a glance
standing what has become of a filed concern; the sum is the number filed
half_year   six figures of one village
duty     dangers, their emergency numbers and who is called, in which order
rights   may(actor, action, thing); roles: the matrix of offices and actions
sealed_case a complaint about a cadre: where it lies and what was decided, never its words
assembly    the bodies and items the law names, and what a rule pack (packs/*.yaml) says of them
verdict     decide: whether a meeting's decision stands
beforehand  who decides an item, and how many are needed
petition    who can force a meeting
four_discussions   四议两公开
"""
