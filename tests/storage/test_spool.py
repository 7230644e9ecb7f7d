"""What the spool keeps, it keeps through a power cut, a broken file and a second keeper."""

import errno
import resource
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.messages import ChannelName, Heard
from storage.spool import Spool, spool_name

HEARD = Heard(ChannelName.WECHAT, "main", "oABC", "1", "1", "text", datetime(2026, 11, 2, 8, tzinfo=UTC), "水渠堵了")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    spool = Spool(tmp_path / "spool")
    spool.check()
    return spool


def test_what_was_kept_is_read_back_and_dropped(spool: Spool) -> None:
    entry = {"text": "水渠堵了", "half": "\ud83d", "number": 1, "none": None}
    path = spool.keep("00ab", entry)
    assert spool.read(path) == entry
    assert spool.size() == 1
    spool.drop(path)
    spool.drop(path)
    assert spool.waiting() == []
    assert spool.read(path) is None


def test_the_oldest_name_comes_first(spool: Spool) -> None:
    for name in ("00c0", "00a0", "00b0"):
        spool.keep(name, {"name": name})
    assert [path.stem for path in spool.waiting()] == ["00a0", "00b0", "00c0"]


def test_the_same_name_is_one_file_and_the_first_entry_stays(spool: Spool) -> None:
    assert spool.keep("00ab", {"n": 1}) == spool.keep("00ab", {"n": 2})
    assert [spool.read(path) for path in spool.waiting()] == [{"n": 1}]


def test_keepers_at_the_same_time_leave_no_half_file(spool: Spool) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: spool.keep(f"{n % 5:04x}", {"words": "话" * 1000}), range(80)))
    assert spool.size() == 5
    assert len(list(spool.folder.iterdir())) == 5
    assert all(spool.read(path) == {"words": "话" * 1000} for path in spool.waiting())


@pytest.mark.parametrize("broken", [b"", b"{", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}}'])
def test_an_unreadable_file_is_set_aside(spool: Spool, broken: bytes) -> None:
    path = spool.keep("00ab", {})
    path.write_bytes(broken)
    assert spool.read(path) is None
    assert spool.waiting() == []
    assert path.with_suffix(".corrupt").read_bytes() == broken
    spool.keep("00ab", {"again": True})
    assert spool.size() == 1


@pytest.mark.parametrize("name", ["", "abc", "../../../etc/passwd", "ABCD", "00ab.json", "00ab\n", "00ab/00ab", "a" * 129, "zz00", "００"])
def test_a_name_that_could_leave_the_folder_is_refused(spool: Spool, name: str) -> None:
    with pytest.raises(ValueError, match="hex"):
        spool.keep(name, {})
    assert list(spool.folder.iterdir()) == []


def test_an_entry_that_is_not_json_leaves_nothing_behind(spool: Spool) -> None:
    with pytest.raises(TypeError):
        spool.keep("00ab", {"at": HEARD.sent_at})
    assert list(spool.folder.iterdir()) == []


def test_only_its_owner_can_read_a_message(spool: Spool) -> None:
    path = spool.keep("00ab", {})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_other_files_in_the_folder_are_left_alone(spool: Spool) -> None:
    (spool.folder / "notes.json").write_text("{}")
    (spool.folder / "00ab.corrupt").write_text("{")
    assert spool.waiting() == []


def test_check_clears_the_half_written_files_of_a_crash(spool: Spool) -> None:
    spool.keep("00ab", {})
    (spool.folder / ".x1.tmp").write_text('{"text": "水')
    spool.check()
    assert [path.name for path in spool.folder.iterdir()] == ["00ab.json"]


def test_check_names_the_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"spool folder .*spool is not writable"):
        Spool(tmp_path / "spool").check()


@pytest.mark.parametrize("size", [100, 100_000])
def test_a_disk_without_room_is_told_and_nothing_half_is_kept(spool: Spool, size: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(OSError) as fault:  # noqa: PT011
            spool.keep("00ab", {"text": "x" * size})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert fault.value.errno == errno.EFBIG
    assert list(spool.folder.iterdir()) == []


def test_a_folder_that_went_away_is_an_oserror(spool: Spool) -> None:
    spool.folder.rmdir()
    with pytest.raises(OSError, match="No such file"):
        spool.keep("00ab", {})
    assert spool.waiting() == []


def test_a_retry_has_the_name_of_its_message_and_a_later_message_sorts_behind(spool: Spool) -> None:
    name = spool_name(HEARD)
    spool.keep(name, {})
    assert spool_name(replace(HEARD, text="别的")) == name
    later = spool_name(replace(HEARD, unique="2", sent_at=datetime(2026, 11, 2, 8, 0, 1, tzinfo=UTC)))
    assert later > name
    others = [replace(HEARD, account="other"), replace(HEARD, sender="oABD"), replace(HEARD, channel=ChannelName.SMS)]
    assert len({spool_name(heard) for heard in [HEARD, *others]}) == 4
    assert spool_name(replace(HEARD, sent_at=datetime(1901, 1, 1, tzinfo=UTC), sender="\ud800")) < name
