"""An invented class of sixteen, one of each fate."""

from dataclasses import replace

import pytest

from autograder.results import CheckResult, QuestionResult, SubmissionResult

TITLES = {
    "linear_betas": "Linear schedule",
    "cosine_betas": "Cosine schedule",
    "alpha_bar": "Cumulative signal",
    "q_mean_variance": "Marginal of the forward process",
    "q_sample": "Sampling the forward process",
    "q_posterior": "Posterior of one step back",
    "predict_x0": "Clean data from noise",
    "score_from_eps": "Score from noise",
    "p_sample": "One reverse step",
    "ddpm_loss": "The simple loss",
    "snr": "Signal-to-noise ratio",
    "ancestral_sample": "Ancestral sampling",
}
NEVER = "NEVER-SHOWN"


def right(name):
    checks = (
        CheckResult("shape and dtype", 1, 1, True, "public"),
        CheckResult("values, small batch", 2, 2, True, "hidden"),
        CheckResult("a secret corner", 2, 2, True, "secret"),
    )
    return QuestionResult(name, TITLES[name], 5, 5, "right", checks)


def with_misconception(name, slug="variance-is-beta"):
    checks = (
        CheckResult("shape and dtype", 1, 1, True, "public"),
        CheckResult(
            "posterior variance",
            0,
            2,
            False,
            "hidden",
            message="4 of 4 entries are outside the tolerance (rtol=1e-06, atol=1e-12); the worst is at index (0, 0)",
            hint="The posterior variance is smaller than `beta`. Which factor shrinks it?",
            staff=f"got 0.0155778, want 0.0117908 {NEVER}",
            distance=31337.25,
        ),
        CheckResult(f"secret {NEVER}", 0, 2, False, "secret", message=f"secret {NEVER} is off", staff=NEVER),
    )
    messages = (
        "The variance here is `betas[t]`, the noise of the step forward. The step back knows x_0, "
        "and is surer of itself.",
        "posterior variance: 4 of 4 entries are outside the tolerance "
        "(rtol=1e-06, atol=1e-12); the worst is at index (0, 0).",
        "Hint: The posterior variance is smaller than `beta`. Which factor shrinks it?",
    )
    return QuestionResult(name, TITLES[name], 1, 5, "partial", checks, slug, messages)


def wrong(name):
    message = "expected shape (4, 2), got (4, 2, 1)"
    checks = (
        CheckResult("shape and dtype", 0, 1, False, "public", message=message, staff=message, distance=float("inf")),
        CheckResult("values, small batch", 0, 2, False, "hidden", message=message, distance=float("inf")),
        CheckResult("a secret corner", 0, 2, False, "secret", message=message),
    )
    return QuestionResult(name, TITLES[name], 0, 5, "wrong", checks, None, (message,))


def missing(name):
    said = f"`{name}` is not defined in your notebook."
    checks = (CheckResult("shape and dtype", 0, 5, False, "public", message=said),)
    return QuestionResult(name, TITLES[name], 0, 5, "missing", checks, None, (said,))


def undecided(name):
    checks = (
        CheckResult("values, small batch", 2.5, 2.5, True, "hidden"),
        CheckResult("law of the chain", 0, 2.5, False, "hidden", undecided=True, staff="p = 3e-6 in both tests"),
    )
    return QuestionResult(name, TITLES[name], 2.5, 5, "undecided", checks)


def submission(number, made, **more):
    questions = {name: made.get(name, right)(name) for name in TITLES}
    return SubmissionResult(
        student=f"student-{number:02d}",
        week="week06_ddpm",
        questions=questions,
        seconds=0.4 + 0.1 * number,
        peak_memory=(300 + number) * 2**20,
        **more,
    )


def everywhere(make):
    return dict.fromkeys(TITLES, make)


def build_class():
    beta = lambda name: with_misconception(name)  # noqa: E731
    noise = lambda name: with_misconception(name, "noise-at-the-last-step")  # noqa: E731
    late = list(TITLES)[8:]
    return [
        submission(1, {}),
        submission(2, {"q_posterior": beta}),
        submission(3, {"q_posterior": beta, "p_sample": noise, "ancestral_sample": wrong}),
        submission(4, everywhere(missing), refused="The file is not JSON: it stops in the middle of line 212."),
        submission(
            5,
            dict.fromkeys(late, missing),
            notes=(
                "The notebook's kernel died in the answer to `p_sample` (os._exit). What ran before it was graded.",
            ),
        ),
        submission(6, everywhere(missing)),
        submission(7, {"ancestral_sample": undecided, "snr": wrong}),
        submission(
            8,
            {"q_sample": wrong},
            repaired=(
                "The answer cell of `q_sample` stood twice; the first one was taken.",
                "The cell with the public checks of `snr` was put back as released.",
            ),
        ),
        submission(9, {}, repaired=("The file starts with a byte-order mark.",)),
        submission(10, {"cosine_betas": wrong, "q_posterior": beta}),
        submission(
            11, {"ancestral_sample": missing}, notes=("The answer to `ancestral_sample` took longer than 20 s.",)
        ),
        submission(12, everywhere(wrong)),
        submission(13, {"p_sample": noise}),
        submission(14, {"score_from_eps": wrong, "predict_x0": wrong, "p_sample": noise}),
        submission(15, {}),
        submission(
            16, dict.fromkeys(late, missing), notes=("The notebook used more than 2 GiB of memory and was stopped.",)
        ),
    ]


@pytest.fixture
def a_class():
    return build_class()


@pytest.fixture
def perfect(a_class):
    return a_class[0]


@pytest.fixture
def mixed(a_class):
    """One right answer of each other fate among the rest, with something put right and something noted."""
    made = {
        "q_posterior": with_misconception("q_posterior"),
        "q_sample": wrong("q_sample"),
        "snr": missing("snr"),
        "ancestral_sample": undecided("ancestral_sample"),
    }
    handed_in = {"submission": "61d0" * 16, "hand_in_code": "0fd9-b984-293a-abd4"}
    notes = ("A cell was stopped after 20 s.",)
    return replace(a_class[7], questions=a_class[7].questions | made, notes=notes, **handed_in)


@pytest.fixture
def refused(a_class):
    return a_class[3]
