"""Public checks of ancestral_sample. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {
    "name": 'ancestral_sample',
    "points": None,
    "suites": [
        {
            "type": "doctest",
            "scored": False,
            "cases": [
                {
                    "name": 'law, three steps',
                    "code": r"""
                    >>> import autograder.student as public
                    >>> public.check_normal_law(
                    ...     ancestral_sample,
                    ...     {
                    ...         'n': 8000,
                    ...         'betas': public.float64([0.30818368960134235, 0.33221224463252824, 0.32088289944461146]),
                    ...         'mean': 1.6790345907211304,
                    ...         'std': 0.5365589737892151,
                    ...         'generator': public.seeded(624701049),
                    ...     },
                    ...     n=8000,
                    ...     mean=1.48374413913,
                    ...     variance=0.106903254848,
                    ...     false_alarm=1e-06,
                    ...     times=2,
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                    "failure_message": 'Hint: Compare mean and variance of many draws with T = 1, where you can work out both by hand. Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                },
            ],
        }
    ],
}
