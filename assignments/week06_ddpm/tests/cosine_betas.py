"""Public checks of cosine_betas. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {
    "name": 'cosine_betas',
    "points": None,
    "suites": [
        {
            "type": "doctest",
            "scored": False,
            "cases": [
                {
                    "name": 'a few steps (1)',
                    "code": r"""
                    >>> import autograder.student as public
                    >>> public.check_value(
                    ...     cosine_betas,
                    ...     {
                    ...         'num_steps': 5,
                    ...         's': 0.09926712512969971,
                    ...     },
                    ...     want=public.float64([0.15510826787, 0.309518210093, 0.488145365235, 0.728415493818, 0.999]),
                    ...     rtol=1e-05,
                    ...     atol=1e-07,
                    ...     precision='float32',
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": None,
                    "failure_message": 'Hint: With T steps there are T + 1 values of f, from f(0) to f(T).',
                },
                {
                    "name": 'a few steps (2)',
                    "code": r"""
                    >>> import autograder.student as public
                    >>> public.check_value(
                    ...     cosine_betas,
                    ...     {
                    ...         'num_steps': 3,
                    ...         's': 0.014470857977867126,
                    ...     },
                    ...     want=public.float64([0.262675936643, 0.66950455434, 0.999]),
                    ...     rtol=1e-05,
                    ...     atol=1e-07,
                    ...     precision='float32',
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": 'Only public checks ran; 3 hidden checks were not run. Grading makes all of them, on other inputs.',
                    "failure_message": 'Hint: With T steps there are T + 1 values of f, from f(0) to f(T). Only public checks ran; 3 hidden checks were not run. Grading makes all of them, on other inputs.',
                },
            ],
        }
    ],
}
