"""The demo: an invented district, its cast and its opening, so that a first look needs no villagers."""
