"""The mind: what to say and what to do. Pure: no I/O, no clock, no database, no randomness.

messages  Heard, Say and the other words for what comes in and goes out
talk      ask, choose, play: the whole conversation kit; replies: how an answer is read
converse  one turn: the order of listening; spoken: words that are commands (office_words: of offices); events: WeChat's own
open_question, free_answers   words against what is open, and while nothing is; lawful_doors: which door the law has
scene     what one person may see now; memory: raises Needs for what has to be looked up
heard_as  what the ears took it for, on which words
recategory 改类: the right category, which the ears learn from
desk      what a turn has changed, and wants said and noted; commands: what it wants done
scripts   every conversation by its name; playing: one inside a turn
wording   replies.yaml → text, per channel
report, danger, look_up, persons, cadre   one file per group of conversations
where_when  what was said to 在哪儿 and 从什么时候开始的, and how a time is read back
issues/   the conversations about one issue, part by part
acts/     a finished conversation's command → the village
case      one issue's file in a turn: written into, moved along the road
agenda    待办: what waits for one person; errands: what anybody can be waited for
digests   the morning at half past seven
half_year 半年回顾: one page of six figures
late_yes  a 1 whose question is gone
vault     来件: sealed words, read one level above; named: who is named in words
for_others  people's words where others than their author and the cadres in charge read them
on_time   reminders, digests, deadlines
lawful    a meeting's verdict in words
planner   which open way a message to a person takes now
village/  the law of the matter: stages, roads, gates, statutes, rights, clocks, people, duty trees
"""
