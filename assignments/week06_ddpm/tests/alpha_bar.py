"""Public checks of alpha_bar. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {
    "name": 'alpha_bar',
    "points": None,
    "suites": [
        {
            "type": "doctest",
            "scored": False,
            "cases": [
                {
                    "name": 'short schedule',
                    "code": r"""
                    >>> import autograder.student as public
                    >>> public.check_value(
                    ...     alpha_bar,
                    ...     {
                    ...         'betas': public.float64(
                    ...             [0.33061016547851535, 0.31010737957617246, 0.3231541258911703, 0.4842784550351642,
                    ...              0.08278719498720889]
                    ...         ),
                    ...     },
                    ...     want=public.float64([0.669389834521, 0.461807107023, 0.312572235023, 0.161200235959, 0.147854920593]),
                    ...     rtol=1e-09,
                    ...     atol=1e-11,
                    ...     precision='float64',
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                    "failure_message": 'Hint: Which steps does the product take in, the first and the last one? Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                },
            ],
        }
    ],
}
