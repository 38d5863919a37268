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
                    ...         'n': 4000,
                    ...         'betas': public.float64([0.32455106880402707, 0.39663673389758475, 0.36264869833383434]),
                    ...         'mean': 1.6790345907211304,
                    ...         'std': 0.5365589737892151,
                    ...         'generator': public.seeded(624701049),
                    ...     },
                    ...     n=4000,
                    ...     mean=1.52498179872,
                    ...     variance=0.0970269246303,
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
