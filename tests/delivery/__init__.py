"""How messages find people: the outbox and its ledger, with providers that fail in every way they can."""
