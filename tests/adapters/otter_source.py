"""An assignment in otter-assign's source format, as an instructor has it. tests/classroom runs otter-assign on it."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

SOFTPLUS = '''def softplus(x, beta=1.0):
    """log(1 + exp(beta x)) / beta"""
    # BEGIN SOLUTION
    return np.logaddexp(0, beta * x) / beta
    # END SOLUTION'''
CENTRED = """def centred(values):
    values = np.asarray(values) # SOLUTION
    return values - values.mean() # SOLUTION"""
LARGEST = "def largest(values):\n    return max(values) # SOLUTION"


def raw(text):
    return new_raw_cell(text)


def question(config, *cells):
    return [raw(f"# BEGIN QUESTION\n{config}"), *cells, raw("# END QUESTION")]


def solution(*sources):
    return [raw("# BEGIN SOLUTION"), *map(new_code_cell, sources), raw("# END SOLUTION")]


def tests(*cells):
    return [raw("# BEGIN TESTS"), *cells, raw("# END TESTS")]


def shows(source, text):
    """A cell as it was saved when it had been run."""
    output = new_output("execute_result", data={"text/plain": text}, execution_count=1)
    return new_code_cell(source, outputs=[output])


def true(source):
    return shows(source, "True")


def notebook():
    """Cells by number: 1 config, 2 heading, 3 imports, 4 a loop, then the questions."""
    cells = [
        raw("# ASSIGNMENT CONFIG\nname: hw03\nexport_cell: false"),
        new_markdown_cell("# Homework 3: smooth functions"),
        new_code_cell("import numpy as np\nimport math"),
        new_code_cell("for i in range(2):\n    print(i)"),
        *question(
            "name: q1\npoints: 4",
            new_markdown_cell("**Question 1.** Write `softplus`."),
            *solution(SOFTPLUS),
            *tests(
                shows("np.isclose(softplus(0), np.log(2))", "np.True_"),
                shows("abs(softplus(1.5, beta=2) - 1.5243) < 1e-3", "np.True_"),
                true(
                    "# HIDDEN\nxs = [-3, 0.5, 40]\n"
                    "all([math.isclose(softplus(x), math.log1p(math.exp(x))) for x in xs])"
                ),
                new_code_cell(
                    "# HIDDEN\nfor x in [-3, 0.5, 40.0]:\n    assert math.isclose(softplus(x), math.log1p(math.exp(x)))"
                ),
            ),
        ),
        *question(
            "name: q2\npoints: 3",
            new_markdown_cell("**Question 2.** Write `centred`."),
            *solution(CENTRED),
            *tests(
                true("np.allclose(centred([1, 2, 6]), [-2, -1, 3])"),
                new_code_cell(
                    '""" # BEGIN TEST CONFIG\nhidden: true\npoints: 2\nfailure_message: Take the mean away.\n'
                    '""" # END TEST CONFIG\nvalues = np.array([[1.0, 2.0], [3.0, 6.0]])\n'
                    "assert np.allclose(centred(values).sum(), 0)\nassert np.allclose(centred(values), values - 3)"
                ),
            ),
        ),
        *question(
            "name: q3\npoints: 2\nmanual: true",
            new_markdown_cell("**Question 3.** Why is softplus never 0?"),
            raw("# BEGIN SOLUTION"),
            new_markdown_cell("Because 1 + exp(x) is larger than 1."),
            raw("# END SOLUTION"),
        ),
        *question(
            "name: q4\npoints: 1",
            new_markdown_cell("**Question 4.** What is softplus at 0?"),
            *solution("at_zero = np.log(2) # SOLUTION"),
            *tests(shows("np.isclose(at_zero, 0.6931, atol=1e-3)", "np.True_")),
        ),
        *question(
            "name: q5\npoints: 2",
            new_markdown_cell("**Question 5.** Write `largest`."),
            *solution(LARGEST),
            *tests(
                shows("largest([3, 1, 2])", "3"),
                true("# HIDDEN\nlargest([-1, -5]) == -1"),
                true("# HIDDEN\nisinstance(largest([1]), int)"),
            ),
        ),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )


def write(path):
    nbformat.write(notebook(), path)
    return path
