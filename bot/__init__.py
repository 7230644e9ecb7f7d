"""The body: all I/O, clock, ids and wiring.

__main__  the `shuoshi` command          app       where parts are built and joined; clock and chance are born here
settings  config.yaml and environment    web       one route per channel; health, metrics
dispatch  one message's journey          batch     the one transaction that messages share
outbox    what is due is said            clock     wakes at due moments
moments   due moments, single commands   parts     words, limits, calendar, ears
kept      raw messages taken up again    grouping  resemblances, after the commit
media     pictures and voices, later     guard     slow clients are cut off
channels/ one file per provider          standins/ the providers' side, for demo and tests
demo/     the invented district          pages/    the simulator
packs     the statutes' numbers
roster_*  people in and out of Excel     redis_bell, rates  the doorbell and the send rates
"""
