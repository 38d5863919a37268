"""Public checks of ddpm_loss. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {
    "name": 'ddpm_loss',
    "points": None,
    "suites": [
        {
            "type": "doctest",
            "scored": False,
            "cases": [
                {
                    "name": 'points in the plane',
                    "code": r"""
                    >>> import autograder.student as public
                    >>> public.check_value(
                    ...     ddpm_loss,
                    ...     {
                    ...         'eps': public.float64(
                    ...             [[-0.022584985138762476, 1.1813799522884045], [-0.9941492820833863, 0.6231019336587499],
                    ...              [1.2722359799526153, -1.0136131741788756]]
                    ...         ),
                    ...         'eps_hat': public.float64(
                    ...             [[1.0292551909017422, -0.5697135878794933], [0.6801773569206193, -0.06481245787266121],
                    ...              [0.7572440575560715, 1.838400138528386]]
                    ...         ),
                    ...     },
                    ...     want=public.float64(2.64141481042),
                    ...     rtol=1e-09,
                    ...     atol=1e-11,
                    ...     precision='float64',
                    ... )
                    """,
                    "hidden": False,
                    "locked": False,
                    "success_message": 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                    "failure_message": 'Hint: The mean over every element, of the batch and of the examples alike. Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.',
                },
            ],
        }
    ],
}
