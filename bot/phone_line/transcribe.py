"""A recording's words: `transcribe(wav) -> text | None`. Without a model nobody recognizes anything and a person listens."""

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.phone_line.sound import RATE

Transcribe = Callable[[Path], str | None]


class NoModel(Exception):
    """The folder holds no model that we know, or the extra `ears` is not installed."""


def by_a_person(wav: Path) -> str | None:
    """No model: the recording is kept, and somebody listens to it."""
    return None


def open_transcriber(model: Path | None) -> Transcribe:
    """sherpa-onnx with the model in this folder: tokens.txt beside model.onnx or model.int8.onnx. Raises NoModel."""
    if model is None:
        return by_a_person
    files = [file for name in ("model.int8.onnx", "model.onnx") if (file := model / name).exists()]
    if not files or not (model / "tokens.txt").exists():
        raise NoModel(f"{model} needs model.onnx and tokens.txt")
    try:
        import sherpa_onnx
    except ImportError:
        raise NoModel("sherpa-onnx is not installed: pip install 'shuoshi[ears]'") from None
    return _Sherpa(_recognizer(sherpa_onnx.OfflineRecognizer, model.name, str(files[0]), str(model / "tokens.txt")))


def _recognizer(kinds: Any, name: str, file: str, tokens: str) -> Any:
    """The folder's name says which of the two families it is, as the models are published."""
    if "sense-voice" in name:
        return kinds.from_sense_voice(model=file, tokens=tokens, use_itn=True, num_threads=1)
    return kinds.from_paraformer(paraformer=file, tokens=tokens, num_threads=1)


class _Sherpa:
    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer

    def __call__(self, wav: Path) -> str | None:
        """The words, at most 2,000 characters; None for none. Takes about as long as a third of the recording."""
        import wave

        with wave.open(str(wav)) as read:
            samples = array("h", read.readframes(read.getnframes()))
        stream = self._recognizer.create_stream()
        stream.accept_waveform(RATE, [sample / 32768 for sample in samples])
        self._recognizer.decode_stream(stream)
        return str(stream.result.text).strip()[:2000] or None
