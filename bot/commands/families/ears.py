"""nlp: what the ears hear, how well, and what they learn."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    nlp = top.group("nlp", "the ears", "read|train|evaluate|learn|undo|group")
    read = nlp.add("read", "reading:nlp_read", "what the ears hear")
    read.add_argument("text", nargs="*")
    read.add_argument("--file")
    read.add_argument("--column", default="text")
    read.add_argument("--json", action="store_true")
    group = nlp.add("group", "grouping:nlp_group", "the rows of a CSV again with a column group: the same number, the same matter")
    group.add_argument("--file", required=True)
    group.add_argument("--text", required=True, help="the column of the words; title+body for two")
    group.add_argument("--place", help="the column of the place, if there is one")
    group.add_argument("--time", help="the column of the day, if there is one")
    _train_and_evaluate(nlp)
    nlp.add("learn", "relearning:nlp_learn", "learns from cadres' corrections; kept only if no category suffers")
    nlp.add("undo", "relearning:nlp_undo", "back to the model before, or to the shipped one")


def _train_and_evaluate(nlp: Commands) -> None:
    train = nlp.add("train", "learning:nlp_train", "learns a taxonomy from labelled messages")
    evaluate = nlp.add("evaluate", "learning:nlp_evaluate", "how well labels are heard")
    for made in (train, evaluate):
        made.add_argument("--data", required=True, help="a CSV file")
        made.add_argument("--text", required=True, help="the column of the words")
        made.add_argument("--label", required=True, help="the column of the labels")
    train.add_argument("--out", required=True, help="the folder the model is put into")
    evaluate.add_argument("--model", help="a folder that train made; without it the shipped ears are tried")
    evaluate.add_argument("--map", help="shipped categories → the file's labels, YAML, JSON or CSV")
    evaluate.add_argument("--corrections", type=int, help="learn from so many rows first, try on the others")
    evaluate.add_argument("--json", action="store_true")
