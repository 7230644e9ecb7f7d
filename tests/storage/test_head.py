"""The revision that a start compares with is the folder's newest."""

from storage.migrate import HEAD, head


def test_head_is_the_folders_newest_revision():
    assert head() == HEAD
