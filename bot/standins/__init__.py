"""Stand-ins: the providers' side of a channel, small, in memory and strict, for the demo and for the tests."""
