"""How far each operator reaches: rules 1, 2, 4, 5 and 6 of `grammar`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cursor import Cursor
from .tree import Mean, Negative, Node, Over, Product, Ratio, Series, Slice, Sum, Symbol


class Scopes(Cursor):
    def scope_of_logarithm(self) -> Node:
        """Rule 1."""
        start = self.i
        if self.bracket_follows(0):
            bracket = self.factor()  # with a power behind it
            if not self.goes_on() or not self.choices.second():
                return bracket
            return self._rest_of_product([bracket], start)
        if self.at_sign():
            sign = self.next("an argument")
            of = self.factor()
            return Negative(of, at=self.span(start)) if sign.text == "-" else of
        first = self.factor()
        at_prefix = self.at_prefix() or self._at_dot_before_prefix()
        if not self.goes_on() or at_prefix:
            if at_prefix and self.choices.second():
                return self._rest_of_product([first], start)
            return first
        if self.choices.second():
            return first
        return self._rest_of_product([first], start)

    def scope_of_mean(self) -> Node:
        """Rule 4: one prefix expression, or a product up to the next one."""
        start = self.i
        if self.at_prefix():
            return self.factor()
        first = self.factor()
        if self.goes_on() and not self.at_prefix():
            return self._rest_of_product([first], start)
        if self.at_prefix():  # `E q log p`
            return Product((first, self.factor()), at=self.span(start))
        return first

    def scope_of_derivative(self) -> Node:
        """Rule 5."""
        if self.bracket_follows(0):
            bracket = self.factor()
            if not self.goes_on() or not self.choices.second():
                return bracket
            return Product((bracket, self.term()))
        return self.term()

    def _at_dot_before_prefix(self) -> bool:
        token, after = self.peek(), self.peek(1)
        dot = token is not None and (token.command("cdot", "times", "ast") or token.character("*"))
        return dot and after is not None and self.prefix_at(after)

    def _rest_of_product(self, factors: list[Node], start: int) -> Node:
        """Factors up to the next prefix operator."""
        first = True
        while (token := self.peek()) is not None:
            if self.at_prefix() and not first:
                break
            if token.command("cdot", "times", "ast") or token.character("*"):
                if (after := self.peek(1)) is not None and self.prefix_at(after) and not first:
                    break
                self.i += 1
                factors.append(self.factor())
            elif token.character("/"):
                self.i += 1
                below = self.denominator()
                above = factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))
                factors = [Ratio(above, below, at=self.span(start))]
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                break
            first = False
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def denominator(self) -> Node:
        """Rule 6, or all factors that stand side by side (`1/2\\sigma^2`)."""
        start = self.i
        factors = [self.factor()]
        if self.starts_factor() and not self.at_prefix() and self.choices.second():
            while self.starts_factor() and not self.at_prefix():
                factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def scoped(self, terms: list[Node]) -> list[Node]:
        """Rule 2: a later term that contains the index of a trailing sum belongs to that sum."""
        done: list[Node] = []
        i = 0
        while i < len(terms):
            term = terms[i]
            last = i
            for j in range(len(terms) - 1, i, -1):
                if _takes(term, terms[j]):
                    last = j
                    break
            if last > i and not self.choices.second():
                term = _extended(term, terms[i + 1 : last + 1])
                i = last
            done.append(term)
            i += 1
        return done


def _takes(term: Node, later: Node) -> bool:
    return _trailing(term, later) is not None


def _trailing(term: Node, later: Node) -> Node | None:
    """The innermost sum at the end of `term` whose index stands in `later`."""
    if isinstance(term, Negative):
        return _trailing(term.of, later)
    if isinstance(term, Product):
        return _trailing(term.factors[-1], later)
    if isinstance(term, Series) and term.operation == "sum":
        return _trailing(term.of, later) or (term if _mentions(later, term.index) else None)
    if isinstance(term, Over) and term.operation == "sum":
        inner = _trailing(term.of, later)
        if inner is not None:
            return inner
        names = [variable.name for variable in term.variables if isinstance(variable, Symbol | Slice)]
        return term if any(_mentions(later, name) for name in names) else None
    return None


def _mentions(tree: Node, name: str) -> bool:
    """Whether `name` stands in `tree` unbound."""
    if isinstance(tree, Symbol):
        return tree.name == name or any(_mentions(index, name) for index in tree.index)
    if isinstance(tree, Series) and tree.index == name:
        return False
    if isinstance(tree, Over | Mean) and any(isinstance(v, Symbol) and v.name == name for v in tree.variables):
        return False
    return any(_mentions(child, name) for child in tree.children())


def _extended(term: Node, later: Sequence[Node]) -> Node:
    target = _trailing(term, later[-1])
    assert isinstance(target, Series | Over)
    terms = target.of.terms if isinstance(target.of, Sum) else (target.of,)
    return _replaced(term, target, replace(target, of=Sum((*terms, *later), at=target.of.at | later[-1].at)))


def _replaced(tree: Node, old: Node, new: Node) -> Node:
    if tree is old:
        return new
    if isinstance(tree, Negative):
        return replace(tree, of=_replaced(tree.of, old, new))
    if isinstance(tree, Product):
        return replace(tree, factors=(*tree.factors[:-1], _replaced(tree.factors[-1], old, new)))
    if isinstance(tree, Series | Over):
        return replace(tree, of=_replaced(tree.of, old, new))
    return tree
