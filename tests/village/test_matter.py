"""What a concern is made of, and what is said of two of them."""

from handlers.village.matter import alike_id


def test_two_concerns_that_look_alike_have_one_id_whichever_came_first() -> None:
    assert alike_id("a", "b") == alike_id("b", "a")
    assert alike_id("a", "b") != alike_id("a", "c")
