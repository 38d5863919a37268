"""Notebooks of a class are read by several threads at once."""

from concurrent.futures import ThreadPoolExecutor


def test_as_one_after_the_other(student, threads_take_turns_often):
    lines = "\n".join(f"def helper_{i}(x):\n    return [a * {i} + b for a in x for b in (a, {i})]" for i in range(60))
    names = [f"student-{i:02}" for i in range(40)]

    def hand_in(name):
        mine = student.desk()
        mine.answer(double=f"{lines}\n\ndef double(x):\n    return '{name}'")
        return mine.hand_in(f"{name}/week91_tiny/week91_tiny.ipynb")

    with ThreadPoolExecutor(4) as pool:
        submissions = list(pool.map(hand_in, names))

    for name, submission in zip(names, submissions, strict=True):
        assert submission.refused is None
        assert submission.answered == {"double": True, "square": False, "both": False}
        assert f"'{name}'" in next(cell.source for cell in submission.cells if cell.name == "double")
