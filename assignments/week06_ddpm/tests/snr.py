"""Public checks of snr. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {
    "name": 'snr',
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
                    ...     snr,
                    ...     {
                    ...         'betas': public.float64(
                    ...             [0.2902214295238369, 0.13472395000173507, 0.24779208108480047, 0.3391701352994792,
                    ...              0.10117577515489459]
                    ...         ),
                    ...     },
                    ...     want=public.float64([2.44564493959, 1.59171024469, 0.858638641554, 0.43943870358, 0.378164739259]),
                    ...     rtol=1e-09,
                    ...     atol=1e-11,
                    ...     precision='float64',
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                    "failure_message": 'Hint: Signal over noise, both as variances. Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                },
            ],
        }
    ],
}
