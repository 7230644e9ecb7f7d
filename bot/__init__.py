"""The body: all I/O, clock, ids and wiring.

__main__  the `shuoshi` command          app       where parts are built and joined; clock and chance are born here
settings  config.yaml and environment    levels    thresholds.yaml
web       one route per channel; health, metrics (refusals: the two ways to say no)
dispatch  one message's journey          waiting   what travels through it
batch     the one transaction that messages share (turns: loaded and played; writing: what they leave)
addresses who is at the other end        fresh     ids that the same message always gets again
outbox    what is due is said            clock     wakes at due moments
moments   due moments, single commands   parts     words, limits, calendar, ears
kept      raw messages taken up again    grouping  resemblances, after the commit
learning  by night, from corrections     ears_file the village's own model
media     pictures and voices, later     guard     slow clients are cut off
channels/ one file per provider          standins/ the providers' side, for demo and tests
demo/     the invented district          pages/    the simulator, and the public /notices
packs     the statutes' numbers          law_in_words   they and our thresholds, as people read them
casebook  issues read outside a talk     commands/ one file per group of commands (families/: what is typed)
stage     spoken scripts (spoken_script) on a real store (scratch: one that lasts as long); story: the guided one
roster_*  people in and out of Excel     redis_bell, rates  the doorbell and the send rates
"""
