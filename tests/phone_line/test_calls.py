"""A call's course without a telephone: steps, keys, silence; and a question's tries."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.sms_reading import BEIJING
from bot.phone_line.dialogs import Keys, Script, announcement, question, voicemail
from bot.phone_line.runner import Runner
from bot.phone_line.sound import beep
from bot.phone_line.tries import Later, Tries

NUMBER, OTHER = "+8613800138001", "+8613800138002"
NOON = datetime(2026, 11, 30, 12, tzinfo=BEIJING)


class Call:
    """A mouth and an ear that only note what they are told; 0.3 s a sound."""

    def __init__(self, folder: Path, script: str = "question", keys: tuple[str, ...] = ("1", "2")) -> None:
        self.at, self.did, self.pressed = 0.0, list[str](), list[str]()
        sound = {name: folder / f"{name}.wav" for name in ("greeting", "asked", "thanks", "bye", "beep", "full")}
        for file in sound.values():
            file.write_bytes(beep())
        made: dict[str, Script] = {
            "question": question(sound["greeting"], sound["asked"], sound["thanks"], sound["bye"], frozenset(keys), self.pressed.append),
            "voicemail": voicemail(sound["greeting"], sound["beep"], sound["full"], folder / "kept.wav"),
            "announcement": announcement(sound["greeting"], sound["asked"]),
            "gone": announcement(folder / "gone.wav", sound["asked"]),
        }
        self.runner = Runner(made[script], self, lambda: self.at)
        self.runner.start()

    def play(self, sound: Path) -> None:
        self.did.append(sound.stem)

    def record(self, file: Path) -> None:
        self.did.append("record")

    def quiet(self) -> None:
        pass

    def hang_up(self) -> None:
        self.did.append("hang up")

    def wait(self, seconds: float) -> "Call":
        for _ in range(round(seconds * 10)):
            self.at += 0.1
            self.runner.tick()
        return self

    def press(self, digit: str) -> "Call":
        self.runner.key(digit)
        return self


def test_a_question_answered_at_once(tmp_path: Path) -> None:
    call = Call(tmp_path).wait(0.8).press("2").wait(2)
    assert call.pressed == ["2"]
    assert call.did == ["greeting", "asked", "thanks", "hang up"]


def test_before_the_question_a_key_means_nothing(tmp_path: Path) -> None:
    call = Call(tmp_path).press("1").wait(30)
    assert call.pressed == []
    assert call.did == ["greeting", "asked", "asked", "bye", "hang up"]


@pytest.mark.parametrize("wrong", ["9", "0"])
def test_no_such_option_is_asked_again_at_once(tmp_path: Path, wrong: str) -> None:
    call = Call(tmp_path).wait(0.8).press(wrong).press("1").wait(2)
    assert call.pressed == ["1"]
    assert call.did == ["greeting", "asked", "asked", "thanks", "hang up"]


@pytest.mark.parametrize("noise", ["*", "#", "A", "１", "٣", ""])
def test_what_is_no_digit_is_not_heard(tmp_path: Path, noise: str) -> None:
    call = Call(tmp_path).wait(0.8).press(noise).press("1").wait(2)
    assert call.did == ["greeting", "asked", "thanks", "hang up"]


def test_options_of_two_digits_wait_for_the_second(tmp_path: Path) -> None:
    call = Call(tmp_path, keys=("11", "12")).wait(0.8).press("1").wait(1).press("2").wait(2)
    assert call.pressed == ["12"]
    call = Call(tmp_path, keys=("1", "12")).wait(0.8).press("1").wait(4)
    assert call.pressed == ["1"]  # no second one came
    call = Call(tmp_path, keys=("11", "12")).wait(0.8).press("1").wait(4)
    assert call.pressed == []
    assert call.did == ["greeting", "asked", "asked"]


def test_keys_know_when_they_are_sure() -> None:
    keys = Keys(frozenset({"1", "12", "2"}))
    assert keys.press("1")
    assert (keys.answer, keys.sure) == ("1", False)
    assert keys.press("2")
    assert (keys.answer, keys.sure) == ("12", True)
    assert not keys.press("3")
    assert (keys.answer, keys.sure) == (None, False)


def test_the_hotline_greets_beeps_and_records_two_minutes_at_most(tmp_path: Path) -> None:
    call = Call(tmp_path, "voicemail").wait(60)
    assert call.did == ["greeting", "beep", "record"]
    call.wait(65)
    assert call.did == ["greeting", "beep", "record", "full", "hang up"]
    call.runner.close()
    call.wait(5)
    assert call.did[-1] == "hang up"


def test_an_announcement_asks_nothing_and_a_sound_that_is_gone_is_left_out(tmp_path: Path) -> None:
    assert Call(tmp_path, "announcement").wait(0.8).press("1").wait(5).did == ["greeting", "asked", "hang up"]
    assert Call(tmp_path, "gone").wait(5).did == ["asked", "hang up"]


# ---------------------------------------------------------------- tries


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return NOON.replace(hour=hour, minute=minute) + timedelta(days=days)


@pytest.mark.parametrize(
    ("now", "later"),
    [
        (at(9), None),
        (at(19, 59), None),
        (at(20), Later("hours", 13 * 3600)),
        (at(23, 30), Later("hours", 9 * 3600 + 1800)),
        (at(0), Later("hours", 9 * 3600)),
        (at(8, 59), Later("hours", 60)),
    ],
)
def test_people_are_rung_from_nine_to_eight(tmp_path: Path, now: datetime, later: Later | None) -> None:
    assert Tries(tmp_path / "tries.json", "key").may(NUMBER, now) == later


def test_twice_a_day_and_not_after_an_answer_also_after_a_restart(tmp_path: Path) -> None:
    def tries() -> Tries:
        return Tries(tmp_path / "tries.json", "key")

    assert tries().begin(NUMBER, "q1", NOON) == "q1.1"
    assert tries().may(NUMBER, NOON) is None
    assert tries().begin(NUMBER, "q1", NOON) == "q1.2"
    assert tries().may(NUMBER, NOON) == Later("tries", 21 * 3600)
    assert tries().may(OTHER, NOON) is None
    tomorrow = at(9, days=1)
    assert tries().may(NUMBER, tomorrow) is None
    assert tries().begin(NUMBER, "q1", tomorrow) == "q1.3"
    tries().answered(NUMBER, "q1", tomorrow)
    assert tries().may(NUMBER, tomorrow) == Later("tries", 24 * 3600)
    assert tries().last("q1") == ("q1.3", True)
    assert tries().may(NUMBER, at(9, days=2)) is None


def test_the_file_names_nobody_and_forgets(tmp_path: Path) -> None:
    tries = Tries(tmp_path / "tries.json", "key")
    tries.begin(NUMBER, "old", NOON)
    tries.begin(OTHER, "new", at(12, days=31))
    kept = (tmp_path / "tries.json").read_text()
    assert NUMBER[-4:] not in kept
    assert "old" not in kept
    assert Tries(tmp_path / "tries.json", "key").last("new") == ("new.1", False)
