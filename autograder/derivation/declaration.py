"""What an author says of a derivation: its notation, where it starts, where it goes, what must be seen on the way.

A `Notation` is plain data, written to JSON and handed to students with the notebook: their cell reads with it. Start,
goal and moves stay with the staff. Mathematics is written in LaTeX and read by the reader that reads the students'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from .reading.tree import Node

UNTOLD = "0"  # stands for LaTeX that a student is not shown

# ------------------------------------------------------------------------------------------------------------ notation


@dataclass(frozen=True, slots=True)
class Real:
    """A number: drawn between `low` and `high`, integrated over the whole line.

    `name` as the tree has it: `mu`, `x`, `sigma`. `whole` is the domain in which it may be varied (an equation's
    roots).
    """

    name: str
    low: float
    high: float
    whole: tuple[float, float] = (float("-inf"), float("inf"))


@dataclass(frozen=True, slots=True)
class Data:
    """`x_1 … x_n`, numbers or tosses of a coin."""

    name: str = "x"
    count: tuple[str, ...] = ("n", "N", "m")
    kind: Literal["real", "binary"] = "real"


@dataclass(frozen=True, slots=True)
class Law:
    """A law that a letter stands for.

    Attributes:
        names: all ways of writing the letter, in LaTeX: `("p_\\theta", "p")`.
        left: the variables that it is a law of, jointly.
        given: those that it is conditional on; they may be left out where nothing else can be meant.
        formula: its density in LaTeX, in the names of `left` and of parameters; "" for a random table.
        parameter: a `Real` on which a random table depends smoothly, or "".
    """

    names: tuple[str, ...]
    left: tuple[str, ...]
    given: tuple[str, ...] = ()
    formula: str = ""
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A name for an expression, with arguments in parentheses where it is given them.

    Attributes:
        names: in LaTeX: `(r"\\mathcal{L}", "ELBO")`; an index stands for a letter (`L_{s}`, bound in `meaning`).
        meaning: in LaTeX.
        arguments: names bound in `meaning`, in order; what else stands in a student's parentheses is ignored.
        index: the letter of the index, and the least and greatest value it may have, in LaTeX.
        fixed: whether a student may not give the name another meaning.
    """

    names: tuple[str, ...]
    meaning: str
    arguments: tuple[str, ...] = ()
    index: tuple[str, str, str] = ("", "", "")
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """A Markov chain `x_0 … x_T`, of finitely many states or of normal steps."""

    name: str = "x"
    kind: Literal["finite", "normal"] = "finite"
    lengths: tuple[int, ...] = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What an equation is solved for.

    Attributes:
        name: of a `Real`; `power` 2 where its square is meant (`sigma^2`).
        solution: in LaTeX, in the data and the other numbers.
        names: other ways of writing it, besides hats, stars and labels on `name`.
        objective: what is optimised, in LaTeX.
    """

    name: str
    solution: str
    objective: str
    power: int = 1
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notation:
    """What letters mean in a question. All of it may be seen by students.

    Attributes:
        finite: variables with finitely many values.
        line: variables on the line: names for the argument of laws with a formula; integrals over them are over all
            numbers.
        functions: names of functions of the first finite variable, with values between 0 and 1.
        reals: numbers.
        data: indexed data, or None.
        steps: a chain, or None.
        laws: what `p`, `q`, … stand for.
        quantities: declared names.
        unknown: what is solved for, or None.
        held: variables that the start leaves free; an integral or a sum without variables runs over the others.
        relevant: variables that a constant is free of, and in which `\\propto` is meant.
        samples: the variable and the law of `x_1, …, x_n` after an `\\approx`, or None.
        estimates: numbers that may be taken at an estimate of theirs, with that estimate in LaTeX.
        public: whether the student's cell shows which lines follow.
    """

    finite: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    reals: tuple[Real, ...] = ()
    data: Data | None = None
    steps: Steps | None = None
    laws: tuple[Law, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    unknown: Unknown | None = None
    held: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    samples: tuple[str, str] | None = None
    estimates: tuple[tuple[str, str], ...] = ()
    public: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain lists, numbers and strings."""
        return asdict(self)

    def for_reading(self) -> Notation:
        """All that reading needs: without meanings, formulas and the solution, which may be what is asked."""
        unknown = replace(self.unknown, solution=UNTOLD, objective=UNTOLD) if self.unknown is not None else None
        return replace(
            self,
            laws=tuple(replace(law, formula=UNTOLD if law.formula else "") for law in self.laws),
            quantities=tuple(replace(quantity, meaning=UNTOLD) for quantity in self.quantities),
            unknown=unknown,
            estimates=tuple((name, UNTOLD) for name, _ in self.estimates),
        )

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Notation:
        """What `to_json` gave.

        Raises:
            TypeError, KeyError: it is something else.
        """

        def tuples(value: Any) -> Any:
            return tuple(tuples(item) for item in value) if isinstance(value, list | tuple) else value

        def build(kind: type, value: dict[str, Any] | None) -> Any:
            return None if value is None else kind(**{key: tuples(item) for key, item in value.items()})

        return cls(
            finite=tuples(given["finite"]),
            line=tuples(given["line"]),
            functions=tuples(given["functions"]),
            reals=tuple(build(Real, item) for item in given["reals"]),
            data=build(Data, given["data"]),
            steps=build(Steps, given["steps"]),
            laws=tuple(build(Law, item) for item in given["laws"]),
            quantities=tuple(build(Quantity, item) for item in given["quantities"]),
            unknown=build(Unknown, given["unknown"]),
            held=tuples(given["held"]),
            relevant=tuples(given["relevant"]),
            samples=tuples(given["samples"]),
            estimates=tuples(given["estimates"]),
            public=bool(given["public"]),
        )


# ------------------------------------------------------------------------------------------------------------- credit

Form = Callable[[Node], bool]


@dataclass(frozen=True, slots=True)
class Shows:
    """A side of a right row has this form and, where `value` is given, this value."""

    form: Form
    value: str = ""


@dataclass(frozen=True, slots=True)
class Passes:
    """A right row goes from a side of one form to a side of another, by an inequality or by an equality."""

    left: Form
    right: Form
    by: Literal["inequality", "equality"] = "inequality"


@dataclass(frozen=True, slots=True)
class Contains:
    """Somewhere in a right row stands an expression of one of these values, in LaTeX, and of this form."""

    values: tuple[str, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Slope:
    """The derivative of the objective is worked out: a side without derivative signs equals one with them."""


@dataclass(frozen=True, slots=True)
class Zero:
    """Such a derivative is set to zero."""


@dataclass(frozen=True, slots=True)
class Move:
    """What must be seen on the way.

    Attributes:
        name: a short slug, unique in the question.
        any_of: one of these is enough.
        missing: one sentence for the student where none is found; it does not give the step away in full.
    """

    name: str
    any_of: tuple[Shows | Passes | Contains | Slope | Zero, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: a relation in LaTeX, in one of several forms.

    Terms may be moved across the relation, the whole be negated or turned round. Divergences, entropies and declared
    names among its terms must be there as such, each with its value; the other terms count together.

    Attributes:
        relations: in LaTeX, any of them.
        closed: the form of a right side that is worked out (`forms.WORKED_OUT`), or None where any will do.
    """

    relations: tuple[str, ...]
    closed: Form | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derivation that is asked for.

    Attributes:
        notation: what letters mean.
        start: the quantities at which it may start, in LaTeX.
        goal: where it goes.
        moves: what must be seen on the way.
        witness: whether students are shown a counterexample's numbers.
    """

    notation: Notation
    start: tuple[str, ...]
    goal: Goal
    moves: tuple[Move, ...] = ()
    witness: bool = False
