"""Logs as JSON lines, for every process of ours: ids and fixed words, never what people said."""

import json
import logging
from typing import Any


class Lines(logging.Formatter):
    """Structured logs: one JSON object a line; ids and fixed words, never what people said or who they are."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname, "from": record.name}
        entry["what"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            # where it happened and of what kind, never the exception's own text: it may quote a message
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            entry["fault"] = type(record.exc_info[1]).__name__
            if trace is not None:
                entry["where"] = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
        return json.dumps(entry, ensure_ascii=False)


def set_up_logs() -> None:
    """Warnings and worse to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
