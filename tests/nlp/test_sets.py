"""The blind sets: written before the rules by somebody who had not seen them, and never changed to suit the ears.

A change to a set stands alone in a commit, with its new line in sets/SHA256SUMS.
"""

from hashlib import sha256

from tests.nlp.kit import SETS


def test_the_sets_are_the_ones_that_were_written_before_the_rules() -> None:
    listed = dict(reversed(line.split()) for line in (SETS / "SHA256SUMS").read_text("ascii").splitlines())
    found = {file.name: sha256(file.read_bytes()).hexdigest() for file in SETS.iterdir() if file.suffix in {".tsv", ".csv"}}
    assert found == listed
