"""Random variables: linear combinations of earlier steps and of independent standard normal noises.

Two such sides are equal if they have the same law given `x_0`: the same mean and the same variance. A noise's name
does not matter; one that is written once is one variable, one that is written twice may be meant as two (many texts
do so).

Source: Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models, 2020, equations 2 to 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as entries
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..meaning import fields as values_
from ..meaning.fields import Field, constant
from ..meaning.laws import Unevaluated
from ..reading.tree import Density, Divergence, Mean, Node, Normal, Number, Over, Symbol
from .outcome import Outcome
from .relations import compare
from .values import Values

LETTERS = frozenset({"epsilon", "z", "xi", "eta", "varepsilon", "w", "zeta", "e", "nu", "omega"})


class Noises(Values):
    """Equality in law."""

    def is_random(self, *trees: Node) -> bool:
        """Whether these sides are about random variables: a noise stands in one, or one is a step by itself."""
        steps = self.lexicon.notation.steps
        if steps is None or steps.kind != "normal":
            return False
        nodes = [node for tree in trees for node in tree.walk()]
        if any(isinstance(node, Density | Over | Divergence | Mean) for node in nodes):
            return False
        if any(self.is_noise(node) for node in nodes):
            return True
        return any(isinstance(tree, Symbol) and tree.name == steps.name for tree in trees)

    def is_noise(self, node: Node) -> bool:
        if not isinstance(node, Symbol) or (node.name, node.label, node.mark) in self.document.definitions:
            return False
        return node.name.split(" ")[-1].lower() in LETTERS

    def equal_in_law(self, left: Node, right: Node, batch: int) -> bool | None:
        """Whether both sides have the same law given `x_0`; None where one is no linear combination.

        Raises:
            Unevaluated: something else in them has no value.
        """
        laws = [self._laws(side, batch) for side in (left, right)]
        defined = [all(values_.defined(field.data).all() for law in side for field in law) for side in laws]
        if all(laws) and defined.count(True) == 1:
            return False  # the root of a negative number is no factor of a noise
        if not all(laws):
            return None
        return any(_same(a, b) for a in laws[0] for b in laws[1])

    def alike_in_law(self, left: Node, right: Node) -> Outcome:
        for batch in range(len(self.batches)):
            try:
                same = self.equal_in_law(left, right, batch)
            except (Unevaluated, values_.TooLarge) as error:
                return Outcome("undecided", getattr(error, "reason", "This would need too large a table."))
            if same is None:
                return Outcome("undecided", "This is no linear combination of steps and noises.")
            if not same:
                return Outcome("invalid", "The two sides have different means or variances.")
        return Outcome("valid")

    def in_moments(self, left: Node, right: Node) -> Outcome | None:
        r"""`\mathrm{Var}[a \epsilon + b \epsilon'] = a^2 + b^2`: means and variances of noises, or None."""
        moments = [node for tree in (left, right) for node in tree.walk() if self._is_moment(node)]
        if not moments:
            return None
        names = {node: Symbol(f"moment {place}") for place, node in enumerate(dict.fromkeys(moments))}
        sides = [tree.mapped(lambda node: names.get(node, node)) for tree in (left, right)]
        if self.is_random(*sides):
            return None
        try:
            same = all(
                any(self._same_moments(sides, names, batch, k) for k in (0, -1)) for batch in range(len(self.batches))
            )
        except (Unevaluated, values_.TooLarge) as error:
            return Outcome("undecided", getattr(error, "reason", "This would need too large a table."))
        return Outcome("valid") if same else Outcome("invalid", "The two sides are not equal.")

    def _is_moment(self, node: Node) -> bool:
        """A mean or a variance of noises; of steps too, given the data."""
        if not isinstance(node, Mean) or node.laws or len(node.of) != 1 or not self.is_random(node.of[0]):
            return False
        steps = self.lexicon.notation.steps
        assert steps is not None
        is_step = [inner for inner in node.of[0].walk() if isinstance(inner, Symbol) and inner.name == steps.name]
        return node.given == (Symbol(steps.name, (Number(Fraction(0)),)),) or not (node.given or is_step)

    def _same_moments(self, sides: Sequence[Node], names: Mapping[Node, Symbol], batch: int, reading: int) -> bool:
        model = self.batches[batch]
        steps = self.lexicon.notation.steps
        assert steps is not None
        env: dict[Any, Any] = {}
        for node, name in names.items():
            assert isinstance(node, Mean)
            laws = self._laws(node.of[0], batch)
            if not laws:
                raise Unevaluated("This is no linear combination of steps and noises.", node.at)
            factor, variance = laws[reading]
            env[name.name,] = variance if node.kind == "Var" else factor * model.values[steps.name, 0]
        left, right = (self.evaluator(model).value(side, env) for side in sides)
        return compare(left, right, "=").answer == "holds"

    def _laws(self, tree: Node, batch: int) -> list[tuple[Field, Field]]:
        """Factor of `x_0` and variance given `x_0`: a noise that is written twice counted as one, then as two."""
        if isinstance(tree, Normal) and tree.point is None:
            return self._of_normal(tree, batch)
        found = []
        for separate in (False, True):
            law = self._law(_renamed(tree, self, [0]) if separate else tree, batch)
            if law is not None:
                found.append(law)
            if not self._repeats(tree):
                break
        return found

    def _repeats(self, tree: Node) -> bool:
        noises = [node for node in tree.walk() if self.is_noise(node)]
        return len(noises) != len(set(noises))

    def _of_normal(self, tree: Normal, batch: int) -> list[tuple[Field, Field]]:
        mean = self._law(tree.mean, batch)
        if mean is None:
            return []
        factor, around = mean
        return [(factor, around + self.value(tree.variance, batch))]

    def _law(self, tree: Node, batch: int) -> tuple[Field, Field] | None:
        model = self.batches[batch]
        evaluator = self.evaluator(model)
        steps = self.lexicon.notation.steps
        assert steps is not None
        keys: dict[Any, None] = {}
        for node in tree.walk():
            if isinstance(node, Symbol) and (self.is_noise(node) or node.name == steps.name):
                keys[evaluator.key(node, {})] = None
        at_zero = {key: constant(0.0) for key in keys}
        with np.errstate(all="ignore"):
            nothing = evaluator.value(tree, at_zero)
            if compare(nothing, constant(0.0), "=").answer == "fails":
                return None
            factor, variance = constant(0.0), constant(0.0)
            total = constant(0.0)
            for key in keys:
                slope = evaluator.value(tree, {**at_zero, key: constant(1.0)})
                total = total + slope
                if key[0] != steps.name:
                    variance = variance + slope * slope
                elif not isinstance(key[1] if len(key) > 1 else None, int) or key not in model.values:
                    raise Unevaluated("This step has no number here.", tree.at)
                else:
                    bar = model.values[("bar alpha", key[1])]
                    factor = factor + slope * Field(bar.axes, np.sqrt(bar.data))
                    variance = variance + slope * slope * (-bar + 1.0)
            together = evaluator.value(tree, {key: constant(1.0) for key in keys})
            if compare(together, total, "=").answer == "fails":
                return None
        return factor, variance


def _same(a: tuple[Field, Field], b: tuple[Field, Field]) -> bool:
    return all(compare(x, y, "=").answer == "holds" for x, y in zip(a, b, strict=True))


def _renamed(tree: Node, noises: Noises, count: list[int]) -> Node:
    """`tree` with every noise that stands in it as a variable of its own."""
    if noises.is_noise(tree):
        assert isinstance(tree, Symbol)
        count[0] += 1
        return replace(tree, mark=tree.mark + "'" * count[0])
    changes: dict[str, Any] = {}
    for entry in entries(tree):
        value = getattr(tree, entry.name)
        if isinstance(value, Node):
            changes[entry.name] = _renamed(value, noises, count)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            changes[entry.name] = tuple(
                _renamed(item, noises, count) if isinstance(item, Node) else item for item in value
            )
    return replace(tree, **changes) if changes else tree
