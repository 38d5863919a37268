"""The values of a document's trees, in all worlds, and what the parts of the judge ask of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import numpy as np

from ..lexicon import Lexicon
from ..meaning.core import Budget, Convention, Environment, shown
from ..meaning.evaluate import Evaluator
from ..meaning.fields import Field
from ..meaning.laws import Unevaluated
from ..meaning.models import Model, models
from ..reading.tree import Call, Node, Symbol
from .document import Document
from .outcome import Outcome


class Values(ABC):
    """A document under one convention.

    Attributes:
        batches: the worlds.
        letters: undeclared letters in the claim at hand, with what they are worth.
    """

    def __init__(self, document: Document, lexicon: Lexicon, convention: Convention, deadline: float) -> None:
        self.document = document
        self.lexicon = lexicon
        self.convention = convention
        self.deadline = deadline
        self.batches = models(lexicon.notation)
        self.letters: dict[Any, Any] = {}
        self._values: dict[tuple[Node, int, str, float], Field | Unevaluated] = {}

    @abstractmethod
    def compared(self, left: Node, right: Node, relation: str, mode: str = "generic") -> Outcome:
        """Whether `left relation right` holds in all worlds; see `environment` for the modes."""

    @abstractmethod
    def compared_quickly(self, left: Node, right: Node, relation: str, mode: str) -> bool:
        """The same, without a reason."""

    def evaluator(self, model: Model, constant: float = 0.0) -> Evaluator:
        return Evaluator(
            self.lexicon,
            model,
            self.document.definitions,
            replace(self.convention, constant=constant),
            Budget(deadline=self.deadline),
        )

    def environment(self, evaluator: Evaluator, mode: str) -> Environment:
        """`generic`: the unknown is any number. `solved`: it is the solution. `dressed`: it is where it wears a hat
        or star.
        """
        env: dict[Any, Any] = dict(self.letters)
        notation = self.lexicon.notation
        if notation.line:  # a law that stands alone is meant at any point
            env[("point", notation.line[0])] = evaluator.model.values[(notation.line[0],)]
        if self.convention.estimated:
            for name, latex in notation.estimates:
                env[(name,)] = evaluator.value(self.lexicon.read(latex), {})
        if mode != "generic" and notation.unknown is not None:
            env["solution"] = evaluator.solution(env)
            if mode == "solved":
                env[(notation.unknown.name,)] = env["solution"]
        return env

    def value(self, node: Node, batch: int, mode: str = "generic", constant: float = 0.0) -> Field:
        """The value of a tree in a batch of worlds; see `environment` for the modes.

        Raises:
            Unevaluated: it has none.
        """
        key = (node, batch, f"{mode} {sorted(self.letters)}", constant)
        if key not in self._values:
            evaluator = self.evaluator(self.batches[batch], constant)
            try:
                with np.errstate(all="ignore"):
                    self._values[key] = evaluator.value(node, self.environment(evaluator, mode))
            except Unevaluated as error:
                self._values[key] = error
            except RecursionError:  # the student's names, one in the other
                self._values[key] = Unevaluated("This goes round in circles.", node.at)
        found = self._values[key]
        if isinstance(found, Unevaluated):
            raise found
        return found

    def meaning(self, node: Node, depth: int = 0) -> Node | None:
        """The meaning of a name that the student defined, or None."""
        if isinstance(node, Symbol | Call) and depth < 8:
            label = (
                ",".join(shown(entry) for entry in node.index)
                if isinstance(node, Symbol) and node.index
                else node.label
            )
            definition = self.document.definitions.get((node.name, label, node.mark))
            if definition is not None and not any(part == node for part in definition.meaning.walk()):
                return definition.meaning
        return None
