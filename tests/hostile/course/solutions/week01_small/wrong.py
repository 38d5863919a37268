"""Wrong answers of the week under attack. CANARY-wrong-answers-d5f8."""

from autograder.authoring import WrongAnswers

WRONG_ANSWERS = WrongAnswers()


@WRONG_ANSWERS.of(
    "scale",
    "divides-by-n-minus-1",
    "This divides by N - 1; asked was a deviation over the N rows.",
    loses=("small", "tall", "CANARY-secret-check-b6d3", "inputs unchanged"),
)
def _(x, c):
    by_a_wrong_answer = x - x.mean(dim=0)
    return c * by_a_wrong_answer / by_a_wrong_answer.std(dim=0)
