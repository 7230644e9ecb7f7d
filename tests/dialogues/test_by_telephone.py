"""By telephone: a key answers what was asked there and nothing else, a voicemail is a concern, a missed call is rung back."""

import pytest

from bot.stage import Stage
from handlers.memory import Ask
from handlers.messages import ChannelName, Heard, Label, Line
from handlers.village.issue import Opinion, Stance
from handlers.village.matter import Concern
from handlers.village.people import Person
from storage.tables import asks
from tests.dialogues.deep import found
from tests.dialogues.test_opinions import WANG, begin
from tests.dialogues.test_visiting import open_doors


@pytest.fixture
async def rung(stage: Stage) -> None:
    """王强 has been asked, and the question was carried by telephone."""
    await open_doors(stage, grid="g003")
    await begin(stage)
    async with stage.app.database.write() as connection:
        await connection.execute(asks.update().where(asks.c.person == WANG).values(channel="phone"))


async def stances(stage: Stage) -> list[Stance | None]:
    return [opinion.stance for opinion in await found(stage, Opinion, person=WANG)]


async def test_a_key_is_counted_as_the_answer(stage, rung):
    await stage.say("王强", "2", "phone", "key", ref="q1")
    assert await stances(stage) == [Stance.AGAINST]
    assert [ask.answered_at is not None for ask in await found(stage, Ask, person=WANG)] == [True]


async def test_the_same_key_in_a_second_call_changes_nothing(stage, rung):
    await stage.say("王强", "2", "phone", "key")
    await stage.say("王强", "1", "phone", "key")  # the question is answered: nothing asks by telephone any more
    assert await stances(stage) == [Stance.AGAINST]


@pytest.mark.parametrize("digit", ["9", "12", ""])
async def test_a_key_that_was_not_offered_is_no_answer(stage, rung, digit):
    await stage.say("王强", digit, "phone", "key")
    assert await stances(stage) == []


async def test_a_key_never_answers_what_was_asked_elsewhere(stage):
    await open_doors(stage, grid="g003")
    await begin(stage)  # by SMS
    heard = len(stage.phones["王强"].shown)
    await stage.say("王强", "1", "phone", "key")
    assert await stances(stage) == []
    await stage.say("王强", "东坡的路塌了半边，三轮车上不来", "sms")
    drafts = await found(stage, Concern)
    await stage.say("王强", "1", "phone", "key")
    assert await found(stage, Concern) == drafts
    assert len(stage.phones["王强"].shown) == heard + 1  # and nobody speaks of it


async def test_a_voicemail_without_words_is_a_concern_that_somebody_listens_to(stage):
    await stage.say("张春梅", "", "phone", "voice")
    (concern,) = await found(stage, Concern)
    assert (concern.text, concern.channel, concern.village) == ("（语音，等人听）", "phone", "v001")


async def test_a_voicemail_with_words_is_heard_as_words(stage):
    await stage.say("张春梅", "村口到东坡的路塌了半边，三轮车上不来", "phone", "voice")
    (concern,) = await found(stage, Concern)
    assert (concern.category, concern.person) == ("01", "p00003")


async def test_a_missed_call_of_somebody_known_is_rung_back(stage):
    await stage.say("张春梅", "", "phone", "missed_call")
    assert await found(stage, Concern) == []
    told = [text for phone in stage.phones.values() for _, text in phone.shown if "张春梅" in text]
    assert len(told) == 1


# ---------------------------------------------------------------- how a question is spoken

OPTIONS = (Label("1", Line("stance.for")), Label("2", Line("stance.against")))


def test_options_are_spoken_with_their_keys(stage):
    assert stage.app.wording.text([Line("phone_line.thanks")], OPTIONS, "phone") == "记下了，谢谢您。同意请按1，不同意请按2。"
    assert stage.app.wording.text([Line("phone_line.thanks")], (), "phone") == "记下了，谢谢您。"


def test_the_options_outlast_what_is_too_long(stage):
    words = stage.app.wording.text([Line("voices.words", {"words": "路" * 900})], OPTIONS, "phone")
    assert len(words) == 600
    assert words.endswith("…同意请按1，不同意请按2。")


# ---------------------------------------------------------------- who left a voicemail


async def left(stage: Stage, number: str, **extra: str) -> None:
    heard = Heard(ChannelName.PHONE, "main", number, "v1", "v1", "voice", stage.app.clock.village(), media="in-1", extra=extra)
    stage.start()
    await stage.app.dispatch.hear(heard)
    await stage.settle()


async def test_who_spoke_to_the_line_gets_the_receipt_by_sms(stage):
    (caller,) = await found(stage, Person, id="p00003")
    await left(stage, caller.phone)
    (concern,) = await found(stage, Concern)
    assert (concern.person, concern.village) == ("p00003", "v001")
    shown = stage.phones[caller.name].shown
    assert [channel for channel, _ in shown] == ["sms"]
    assert "回0跳过" in shown[0][1]  # written, not spoken: the call is over


async def test_a_stranger_belongs_to_the_village_whose_line_was_called(stage):
    await left(stage, "+8613911112222", village="v001")
    (concern,) = await found(stage, Concern)
    assert (concern.person, concern.village) == (None, "v001")


async def test_who_withholds_the_number_is_heard_and_not_answered(stage):
    heard_before = sum(len(phone.shown) for phone in stage.phones.values())
    await left(stage, "withheld-in-1", village="v001", withheld="1")
    (concern,) = await found(stage, Concern)
    assert (concern.text, concern.village) == ("（语音，等人听）", "v001")
    assert sum(len(phone.shown) for phone in stage.phones.values()) == heard_before
