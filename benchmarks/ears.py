"""What the ears hear and what it costs: one table, beside simpler ears taught by the same rows in the same run.

python -m benchmarks.ears [--test NAME=F.csv …] [--learn F.csv] [--map FILE] [--matters F.csv] [--text C] [--label C]
Labelled files of one's own: `--test`s are judged by what was learnt from `--learn`, and through `--map` without it. `--matters` has
the columns matter, title and body. Asserts nothing; a minute without such files, some ten with them.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks import ears_costs, simpler
from benchmarks.ears_costs import Row
from benchmarks.simpler import BAYES, KEYWORDS, SVC, Guess, Rows
from bot.commands.csv_rows import read_csv
from bot.commands.grouping import grouped
from bot.commands.learning import labelled, read_map
from nlp import accuse_ear, alarm, seeds, segment, trial
from nlp.classify import classify
from nlp.ears import Ears
from nlp.measure import Judged, measure
from nlp.model import shipped
from nlp.reading import Accusation
from nlp.skeleton import skeleton
from nlp.train import OPENING, train
from tests.nlp import disguises, matters
from tests.nlp.kit import lines

OURS = "说事"
PEERS = (OURS, KEYWORDS, BAYES, SVC)
CORRECTIONS = (0, 300, 1000)
_NO_SUCH = "–"
_WIDE, _ASKED, _NARROW = 66, 12, 16

Guesses = Mapping[str, Guess]


def categories() -> Iterator[Row]:
    rows = [(text, code[:2]) for text, code in seeds.concerns() if code != "00"]
    guesses = {OURS: _category, KEYWORDS: simpler.keywords(simpler.by_label({})), **simpler.taught(rows)}
    texts = [(code[:2], skeleton(plain), skeleton(copy)) for code, plain, copy in lines("categories.tsv")]
    for name, asked, at in (("15 categories: macro-F1", "≥ .90", 1), ("the same with slips, dialect and noise", "≥ .85", 2)):
        yield name, asked, _each(guesses, lambda guess, at=at: _f1((each[0], *guess(each[at])) for each in texts))
    sixty = [skeleton(plain + "，" + copy)[:60] for _, plain, copy in lines("categories.tsv")]
    yield "one message of 60 characters: median ms", "", _each(guesses, lambda guess: ears_costs.milliseconds(guess, sixty)[0])


def _category(text: str) -> tuple[str, float]:
    ballot = classify(text, segment.cut(text), shipped())
    return ballot.best, ballot.score


def dangers() -> Iterator[Row]:
    guesses = {OURS: _danger, KEYWORDS: simpler.danger_words, **simpler.taught(alarm.rows())}
    texts = [(label != alarm.NONE, text) for label, text in lines("danger.tsv")]
    yield from _heard_rows("danger", guesses, [texts], {recall: "≥ .98", precision: "≥ .80"})
    for name, makers in (("word of danger", disguises.WORD_IN_PINYIN | disguises.ALIKE), ("all in pinyin", disguises.ALL_IN_PINYIN)):
        copies = [[(true, make(skeleton(text))) for true, text in texts] for make in makers.values()]
        yield from _heard_rows(f"{name}, {len(copies)} disguises", guesses, copies, {recall: "≥ .98", precision: "≥ .80"})


def _danger(text: str) -> tuple[str, float]:
    return (Ears().read(text, ears_costs.TODAY).danger or alarm.NONE), 1.0


def accusations() -> Iterator[Row]:
    guesses = {OURS: _accusation, KEYWORDS: simpler.words_of_wrong, **simpler.taught(accuse_ear.rows())}
    texts = [(label == "accused", text) for label, text in lines("accusations.tsv")]
    yield from _heard_rows("accusation", guesses, [texts], {recall: "≥ .97", calm: "≥ .90"})


def _accusation(text: str) -> tuple[str, float]:
    found = Ears().read(text, ears_costs.TODAY).accusation
    return ("accused" if found in (Accusation.ACCUSED, Accusation.UNSURE) else alarm.NONE), 1.0


Heard = Sequence[tuple[bool, bool]]  # is it one, was it heard as one


def recall(heard: Heard) -> float:
    return sum(true and said for true, said in heard) / sum(true for true, _ in heard)


def precision(heard: Heard) -> float:
    return sum(true and said for true, said in heard) / (sum(said for _, said in heard) or 1)


def calm(heard: Heard) -> float:
    return sum(not true and not said for true, said in heard) / sum(not true for true, _ in heard)


def _heard_rows(
    name: str, guesses: Guesses, copies: Sequence[Sequence[tuple[bool, str]]], asked: Mapping[Callable[[Heard], float], str]
) -> Iterator[Row]:
    """Of several copies of the same sentences the worst."""
    heard = {peer: [_heard(guesses[peer], texts) for texts in copies] for peer in PEERS}
    for figure, wanted in asked.items():
        yield f"{name}: {_NAMES[figure]}", wanted, tuple(min(map(figure, heard[peer])) for peer in PEERS)


_NAMES = {recall: "recall", precision: "precision", calm: "harmless ones left alone"}


def _heard(guess: Guess, texts: Iterable[tuple[bool, str]]) -> Heard:
    return [(true, guess(skeleton(text))[0] != alarm.NONE) for true, text in texts]


def learnt(learn: Path, tests: Mapping[str, Path], columns: tuple[str, str]) -> Iterator[Row]:
    """Somebody's own taxonomy, learnt from his own rows."""
    rows = labelled(learn, *columns)
    ours = trial.learnt_judge(train(rows))
    guesses = simpler.taught(rows)
    for name, tested in _tests(tests, columns):
        figures = measure(trial.judged(ours, tested))
        yield f"{name}, learnt: macro-F1", "", (figures.macro_f1, _NO_SUCH, *(_f1(_judged(guesses[peer], tested)) for peer in (BAYES, SVC)))
        yield f"{name}, learnt: calibration error", "≤ .035", (figures.ece,)
        yield f"{name}, learnt: accuracy of the surest 90 %", "", (figures.coverage90_accuracy,)


def mapped(labels: Mapping[str, str], tests: Mapping[str, Path], columns: tuple[str, str]) -> Iterator[Row]:
    """Somebody's own taxonomy through a map of ours, without any of his rows, and after some corrections."""
    by_label = simpler.by_label(labels)
    shipped_rows = [(text, by_label(code)) for text, code in seeds.concerns() if by_label(code) != alarm.NONE]
    for (name, tested), count in ((each, count) for each in _tests(tests, columns, cut=False) for count in CORRECTIONS):
        taken = {at * len(tested) // count for at in range(count)} if count else set()
        corrections = [row for at, row in enumerate(tested) if at in taken]
        left = [row for at, row in enumerate(tested) if at not in taken]
        ours = measure(trial.judged(trial.corrected(labels, corrections, lambda _share: None), left)).macro_f1
        guesses = {KEYWORDS: simpler.keywords(by_label), **simpler.taught([*shipped_rows, *corrections])}
        others = (_f1(_judged(guesses[peer], left)) for peer in PEERS[1:])
        yield f"{name}, through the map after {count:,} corrections: macro-F1", "", (ours, *others)


def _tests(tests: Mapping[str, Path], columns: tuple[str, str], cut: bool = True) -> Iterator[tuple[str, Rows]]:
    """Each file, and cut to what a chat message has where its texts are longer."""
    for name, file in tests.items():
        rows = labelled(file, *columns)
        yield name, rows
        if cut and sum(len(text) > OPENING for text, _ in rows) > len(rows) / 2:
            yield f"{name} cut to {OPENING} characters", [(text[:OPENING], label) for text, label in rows]


def _judged(guess: Guess, rows: Rows) -> Iterator[tuple[str, str, float]]:
    return ((label, *guess(skeleton(text))) for text, label in rows)


def _f1(judged: Iterable[tuple[str, str, float]]) -> float:
    return measure([Judged(*each) for each in judged]).macro_f1


def _each(guesses: Guesses, figure: Callable[[Guess], float]) -> tuple[float, ...]:
    return tuple(figure(guesses[peer]) for peer in PEERS)


def villagers() -> Iterator[Row]:
    """Short tellings, as the store groups them."""
    told = matters.rows(matters.BLIND)
    yield from _grouping("villagers' matters", [each.matter for each in told], matters.grouped(told, Ears()), ("", "", ""))


def letters(file: Path) -> Iterator[Row]:
    _, rows = read_csv(file, ("matter", "title", "body"))
    for name, columns in (("titles", "title"), ("bodies", "body"), ("titles and bodies", "title+body")):
        found = grouped(rows, argparse.Namespace(text=columns, place=None, time=None), lambda _done, _of: None)
        yield from _grouping(f"{name} of matters", [row["matter"] for row in rows], list(map(str, found)), ("≥ .97", "≥ .90", "≥ .80"))


def _grouping(name: str, gold: Sequence[str], found: Sequence[str], asked: tuple[str, str, str]) -> Iterator[Row]:
    (precise, _, f1), (_, _, rest) = matters.pairwise(gold, found), matters.without_the_largest(gold, found)
    for part, wanted, figure in zip(("precision", "F1", "F1 without the largest"), asked, (precise, f1, rest), strict=True):
        yield f"{name}: {part}", wanted, (figure,)


def say(name: str, asked: str, figures: Sequence[float | str]) -> None:
    told = [each if isinstance(each, str) else f"{each:.3f}" for each in figures]
    sys.stdout.write(f"{name:<{_WIDE}}{asked:>{_ASKED}}" + "".join(f"{each:>{_NARROW}}" for each in told) + "\n")
    sys.stdout.flush()


def sections(options: argparse.Namespace) -> Iterator[Iterator[Row] | list[Row]]:
    tests = {name: Path(file) for name, _, file in (each.partition("=") for each in options.test)}
    columns = (options.text, options.label)
    yield from (categories(), dangers(), accusations(), villagers())
    sixty = [(plain + "，" + copy + "，麻烦给问一下")[:60] for _, plain, copy in lines("categories.tsv")]
    # as the bot does once it is warm: what was loaded, here the learners too, is nothing to go through again
    gc.collect()
    gc.freeze()
    yield from (part() for part in (partial(ears_costs.of_reading, sixty), ears_costs.of_starting, ears_costs.of_grouping))
    if options.matters:
        yield letters(Path(options.matters))
    if options.learn:
        yield learnt(Path(options.learn), tests, columns)
    if options.map:
        yield mapped(read_map(Path(options.map)), tests, columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="append", default=[], metavar="NAME=F.csv")
    for name in ("learn", "map", "matters"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    options = parser.parse_args()
    segment.warm(None)
    say("", "asked", PEERS)
    for rows in sections(options):
        for row in rows:
            say(*row)


if __name__ == "__main__":
    main()
