"""What the ears hear, and what it costs, beside simpler ones taught by the same seeds in the same run.

python -m benchmarks.ears [--data F.csv --text C --label C --map FILE]. Prints tables; asserts nothing.
The rows of LinearSVC need scikit-learn, which is no part of the project.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from math import log
from pathlib import Path

from nlp import seeds, segment
from nlp.classify import classify
from nlp.ears import Ears
from nlp.measure import Judged, measure
from nlp.model import shipped, signs
from nlp.pieces import pieces
from nlp.skeleton import skeleton
from nlp.words import lexicon

SETS = Path(__file__).parents[1] / "tests" / "nlp" / "sets"
TODAY = date(2026, 11, 23)
LONGEST = 2000
Guess = Callable[[str], tuple[str, float]]


def lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (SETS / name).read_text("utf-8").splitlines()]


def ours(text: str) -> tuple[str, float]:
    ballot = classify(text, segment.cut(text), shipped())
    return ballot.best, ballot.score


def keyword_rules(text: str) -> tuple[str, float]:
    """The words of the lexicon alone."""
    votes = Counter[str]()
    for word in set(segment.cut(text)):
        for term in lexicon().get(word, ()):
            votes[term.code[:2]] += round(term.weight * 10)
    if not votes:
        return "00", 0.0
    (best, weight), *_ = votes.most_common(1)
    return best, weight / votes.total()


def naive_bayes(rows: Sequence[tuple[str, str]]) -> Guess:
    """Multinomial, over the words of jieba."""
    words, sizes = {code: Counter[str]() for code in seeds.CATEGORIES}, Counter[str]()
    for text, code in rows:
        words[code[:2]].update(segment.cut(skeleton(text)))
        sizes[code[:2]] += 1
    vocabulary = len(set().union(*words.values()))
    totals = {code: count.total() + vocabulary for code, count in words.items()}

    def likelihood(code: str, cut: Sequence[str]) -> float:
        return log(sizes[code]) + sum(log((words[code][word] + 1) / totals[code]) for word in cut)

    def guess(text: str) -> tuple[str, float]:
        cut = segment.cut(text)
        return max(sizes, key=lambda code: likelihood(code, cut)), 1.0

    return guess


def linear_svc(rows: Sequence[tuple[str, str]]) -> Guess:
    """scikit-learn's, over characters: TF-IDF of one to three."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found]
    from sklearn.svm import LinearSVC  # type: ignore[import-not-found]

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    machine = LinearSVC(C=0.5).fit(vectors.fit_transform([skeleton(text) for text, _ in rows]), [code[:2] for _, code in rows])
    return lambda text: (str(machine.predict(vectors.transform([text]))[0]), 1.0)


def categories() -> None:
    rows = [row for row in seeds.concerns() if row[1] != "00"]
    guesses: dict[str, Guess] = {"说事": ours, "keyword rules": keyword_rules, "multinomial NB": naive_bayes(rows)}
    if find_spec("sklearn"):
        guesses["LinearSVC (sklearn)"] = linear_svc(rows)
    print("\ncategories, blind set of 1,125 messages | macro-F1 | disturbed copy | median ms | p99 ms")
    texts = [(row[0][:2], skeleton(row[1]), skeleton(row[2])) for row in lines("categories.tsv")]
    for name, guess in guesses.items():
        found = [measure([Judged(each[0], *guess(each[at])) for each in texts]).macro_f1 for at in (1, 2)]
        print(f"{name} | {found[0]:.3f} | {found[1]:.3f} | {_ms(guess, [each[1] for each in texts])}")


def binaries() -> None:
    ears = Ears()
    print("\nblind sets | recall | precision | false alarms")
    for name, calm, heard in (
        ("danger.tsv", "none", lambda reading: reading.danger is not None),
        ("accusations.tsv", "none", lambda reading: reading.accusation in ("accused", "unsure")),
    ):
        rows = [(label != calm, heard(ears.read(text, TODAY))) for label, text in lines(name)]
        hits = sum(true and said for true, said in rows)
        alarms, positives = sum(said and not true for true, said in rows), sum(true for true, _ in rows)
        print(f"{name} | {hits / positives:.3f} | {hits / (hits + alarms):.3f} | {alarms / (len(rows) - positives):.3f}")


def _ms(work: Callable[[str], object], texts: Sequence[str]) -> str:
    times = []
    for text in texts:
        at = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - at) * 1e3)
    return f"{statistics.median(times):.3f} | {sorted(times)[round(len(times) * 0.99) - 1]:.3f}"


def costs() -> None:
    ears, head = Ears(), shipped().categories
    sixty = [(row[1] + "，" + row[2] + "，麻烦给问一下")[:60] for row in lines("categories.tsv")]
    print("\nsixty characters, one core | median ms | p99 ms")
    print(f"category's score from pieces | {_ms(lambda text: head.chances(pieces(text)), sixty)}")
    print(f"category with words and sub | {_ms(ours, sixty)}")
    print(f"everything in the answer's path | {_ms(lambda text: ears.read(text, TODAY), sixty)}")
    hostile = ["一" * LONGEST, "着火了" * 700, "支书贪" * 700, "1" * LONGEST, "，" * LONGEST, "a1" * 1000, sixty[0] * 40, "三百二十" * 500]
    worst = max(_seconds(lambda text=text: ears.read(text, TODAY)) for text in hostile)  # type: ignore[misc]
    print(f"any {LONGEST:,} characters, the worst of {len(hostile)} | {worst * 1e3:.0f}")


def _seconds(work: Callable[[], object]) -> float:
    at = time.perf_counter()
    work()
    return time.perf_counter() - at


_START = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
at = time.perf_counter()
from nlp import segment
if sys.argv[1] == "jieba":
    segment.find_spec = lambda name: None
from nlp.ears import Ears
segment.warm(Path(sys.argv[2]))
Ears().read("村口的路塌了半边", date(2026, 1, 1))
now = [line for line in open("/proc/self/status") if line.startswith("VmRSS")]
print(json.dumps([time.perf_counter() - at, int(now[0].split()[1]) / 1024]))
"""


def starts() -> None:
    print("\nthe ears alone, a fresh process, jieba with the cache of the start before | s to the first reading | MB")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("rjieba", "jieba"):
            if kind == "jieba" or find_spec("rjieba"):
                seconds, size = [_started(kind, folder) for _ in range(2)][-1]
                print(f"{kind} | {seconds:.2f} | {size:.0f}")


def _started(kind: str, folder: str) -> tuple[float, float]:
    told = subprocess.run([sys.executable, "-c", _START, kind, folder], capture_output=True, text=True, check=True)
    seconds, size = json.loads(told.stdout.splitlines()[-1])
    return seconds, size


def labelled(options: argparse.Namespace) -> None:
    """Somebody's own labelled file through a map of categories, at once and after corrections."""
    print("\nyour file through the map | macro-F1, accuracy, ece, accuracy at 90 % coverage")
    command = [sys.executable, "-m", "bot", "nlp", "evaluate", "--data", options.data, "--text", options.text]
    for corrections in (0, 300, 1000):
        more = ["--label", options.label, "--map", options.map, "--json", "--corrections", str(corrections)]
        told = subprocess.run([*command, *more], capture_output=True, text=True, check=True)
        figures = json.loads(told.stdout)
        print(
            f"after {corrections} | " + ", ".join(f"{figures[key]:.3f}" for key in ("macro_f1", "accuracy", "ece", "coverage90_accuracy"))
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("data", "text", "label", "map"):
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    segment.warm(None)
    assert signs("路", ["路"])
    categories()
    binaries()
    costs()
    starts()
    if options.data and options.map:
        labelled(options)


if __name__ == "__main__":
    main()
