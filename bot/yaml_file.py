"""YAML files, by the C parser where there is one: it reads a file in a tenth of the time the plain one takes."""

from typing import Any

import yaml

PLAIN: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Once(PLAIN):  # type: ignore[misc]
    """A key written twice is a slip: YAML would take the later one without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(made) < len(node.value):
            written = [key.value for key, _ in node.value]
            twice = next((key for key in written if written.count(key) > 1), "")
            raise yaml.constructor.ConstructorError(None, None, f"{twice} is written twice", node.start_mark)
        return made


def parse(text: str) -> Any:
    """What the text holds. Raises yaml.YAMLError, also for a key that is written twice."""
    return yaml.load(text, Loader=_Once)  # noqa: S506
