"""nlp learn and nlp undo: the ears learn from cadres' corrections, and forget it again in one word."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.app import SystemClock
from bot.commands.learning import _bar
from bot.ears_file import EarsFile, all_learnt, before_of, learnt_of, shipped_mark
from bot.settings import Settings, SettingsError, load
from nlp import segment
from nlp.measure import Figures
from nlp.relearn import Trial, relearn
from storage import corrections
from storage.corrections import Corrected
from storage.database import open_database

T = TypeVar("T")
NICER = 10  # steps behind whoever waits for an answer


async def nlp_learn(_options: argparse.Namespace) -> int:
    """Exit 0 also when the new model is refused: then nothing changes, and the reason is told."""
    settings = load()
    file = EarsFile(settings.folder)
    found = await _found(settings)
    _step_back()
    _forget_gone(file, found)
    note = file.note()
    known = learnt_of(note)
    await asyncio.to_thread(segment.warm, settings.folder)
    rows = [(each.text, each.code) for each in found]
    shown: Callable[[float], None] = _bar if sys.stderr.isatty() else (lambda _share: None)
    trial = await asyncio.to_thread(relearn, rows, [(each.text, each.code) for each in found if each.id in known], shown)
    _keep(file, trial, found, note)
    sys.stdout.write(told(trial, len(found)))
    return 0


async def _found(settings: Settings) -> list[Corrected]:
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = open_database(settings.database.url)
    try:
        async with database.read() as connection:
            return await corrections.usable(connection)
    finally:
        await database.close()


def _step_back() -> None:
    if hasattr(os, "nice"):
        os.nice(NICER)


def _forget_gone(file: EarsFile, found: Sequence[Corrected]) -> None:
    """A model that was taught with words since sealed or erased is put away before anything else."""
    note = file.note()
    if all_learnt(note) - {each.id for each in found}:
        _written(file.drop)
        _written(lambda: file.put_note(note | {"learnt": [], "learnt_before": []}))


def _keep(file: EarsFile, trial: Trial, found: Sequence[Corrected], note: dict[str, Any]) -> None:
    """The note first: should this end half-way, it knows of too much that was learnt, never of too little."""
    ids = [each.id for each in found]
    learnt, learnt_before = sorted(learnt_of(note)), sorted(before_of(note))
    now = {
        "at": SystemClock().village().isoformat(timespec="seconds"),
        "corrections": len(found),
        "refused": trial.refused.english if trial.refused else None,
        "undone": False,
        "before": plain(trial.before),
        "after": plain(trial.after),
        "shipped": shipped_mark(),
        "tried": ids,
        "learnt": learnt if trial.model is None else ids,
        "learnt_before": learnt_before if trial.model is None else learnt,
    }
    _written(lambda: file.put_note(now))
    model = trial.model
    if model is not None:
        _written(lambda: file.put(model))


def plain(figures: Figures | None) -> dict[str, Any] | None:
    """What was tried: which category is likeliest. How sure the models were was not."""
    if figures is None:
        return None
    by_class = {label: {"f1": each.f1, "support": each.support} for label, each in figures.per_class.items()}
    return {"macro_f1": figures.macro_f1, "accuracy": figures.accuracy, "categories": by_class}


def told(trial: Trial, count: int) -> str:
    """The figures of a trial, a line each; what becomes of it in English and in Chinese."""
    lines = [f"{count} corrections · 改类 {count} 条"]
    if trial.before is not None and trial.after is not None:
        lines.append(f"held back · 检验: macro-F1 {trial.before.macro_f1:.4f} -> {trial.after.macro_f1:.4f}")
        lines[-1] += f", accuracy {trial.before.accuracy:.4f} -> {trial.after.accuracy:.4f}"
        for label, was in trial.before.per_class.items():
            lines.append(f"{label}  F1 {was.f1:.3f} -> {trial.after.per_class[label].f1:.3f}  {was.support} texts")
    if trial.refused:
        lines += [f"refused: {trial.refused.english}", f"没有采用：{trial.refused.chinese}"]
    else:
        lines += ["learnt: the server hears by it within a minute", "学会了：一分钟之内服务就用上"]
    return "\n".join(lines) + "\n"


async def nlp_undo(_options: argparse.Namespace) -> int:
    """Back to the model before, or to the shipped one; a second time goes on to the shipped one."""
    file = EarsFile((await asyncio.to_thread(load)).folder)
    note = file.note()
    back = _written(file.undo)
    if back != "nothing":
        learnt = sorted(before_of(note)) if back == "before" else []
        _written(lambda: file.put_note(note | {"undone": True, "learnt": learnt, "learnt_before": []}))
    sys.stdout.write(UNDONE[back])
    return 0


UNDONE = {
    "before": "back to the model before; the server hears by it within a minute\n退回到上一个模型，一分钟之内服务就用上\n",
    "shipped": "back to the shipped model; the server hears by it within a minute\n退回到自带的模型，一分钟之内服务就用上\n",
    "nothing": "the shipped model is in use: there is nothing to undo\n用的就是自带的模型，没有可退的\n",
}


def _written(step: Callable[[], T]) -> T:
    try:
        return step()
    except OSError as fault:
        raise SettingsError(f"cannot write the folder ears ({fault.strerror})", "data 里的 ears 文件夹写不进去，看看权限") from None
