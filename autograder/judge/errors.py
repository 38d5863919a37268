"""What the judge may meet on the way to a verdict."""


class NoAnswer(Exception):
    """An earlier answer of the student that follow-through wants cannot be had or is no answer at all."""
