"""Who is flagged: those who share what is rare, and nobody for what everybody writes."""

import random

from autograder.likeness import Form, alike

QUESTIONS = [f"q{i}" for i in range(8)]


def honest(rng, count, *, size=100):
    """Each question has three usual ways, which most take, and ways of one's own."""

    def answer(question, student):
        way = rng.choice(["lecture", "lecture", "lecture", "loop", "numpy"]) if rng.random() < 0.8 else student
        return Form(f"{question} by {way}", size)

    return {f"student-{i:04d}": {q: answer(q, f"student-{i:04d}") for q in QUESTIONS} for i in range(count)}


def test_an_honest_class_that_writes_the_lectures_formulas_has_no_flag():
    for seed in range(20):
        assert alike(honest(random.Random(seed), 30)) == ()


def test_a_class_of_which_all_wrote_the_same_has_no_flag():
    everybody = {f"student-{i:02d}": {q: Form(f"{q} as in the lecture", 300) for q in QUESTIONS} for i in range(20)}

    assert alike(everybody) == ()


def test_two_who_share_what_nobody_else_has_are_told_with_what_they_share():
    forms = honest(random.Random(1), 30)
    own = {q: Form(f"{q} in an odd way", 100) for q in QUESTIONS[:4]}
    forms["student-0003"] |= own
    forms["student-0017"] |= own

    (group,) = alike(forms)

    assert group.students == ("student-0003", "student-0017")
    assert {answer.question for answer in group.answers if not answer.others} >= set(QUESTIONS[:4])


def test_the_others_who_have_the_same_are_counted():
    forms = honest(random.Random(1), 30)
    for question in QUESTIONS:
        for i in (3, 17):
            forms[f"student-{i:04d}"][question] = Form(f"{question} in an odd way", 100)
    forms["student-0020"]["q0"] = Form("q0 in an odd way", 100)

    (group,) = alike(forms)

    assert group.students == ("student-0003", "student-0017")
    assert {answer.question: answer.others for answer in group.answers}["q0"] == 1


def test_one_short_answer_alone_flags_nobody_and_a_long_one_does():
    for size, flagged in ((100, 0), (900, 1)):
        forms = honest(random.Random(2), 30)
        forms["student-0003"]["q0"] = forms["student-0017"]["q0"] = Form("odd", size)

        assert len(alike(forms)) == flagged


def test_the_solution_what_was_handed_out_and_what_is_short_count_nothing():
    forms = honest(random.Random(3), 30)
    for i in (3, 17):
        forms[f"student-{i:04d}"] = {q: Form(f"{q} solved", 400) for q in QUESTIONS}

    assert len(alike(forms)) == 1
    assert alike(forms, {f"{q} solved" for q in QUESTIONS}) == ()
    for i in (3, 17):
        forms[f"student-{i:04d}"] = {q: Form(f"{q} solved", 20) for q in QUESTIONS}
    assert alike(forms) == ()


def test_in_a_class_of_a_few_nothing_is_looked_for():
    few = {f"student-{i}": {q: Form(f"{q} oddly {i // 2}", 400) for q in QUESTIONS} for i in range(7)}

    assert alike(few) == ()


def test_the_order_of_the_students_does_not_show():
    forms = honest(random.Random(4), 40)
    for i in (3, 17, 21):
        forms[f"student-{i:04d}"] |= {q: Form(f"{q} in an odd way", 100) for q in QUESTIONS[:5]}
    names = list(forms)
    random.Random(5).shuffle(names)

    assert alike({name: forms[name] for name in names}) == alike(forms) != ()


def test_a_thousand_are_looked_at_without_their_half_million_pairs(monkeypatch):
    """Pairs are made of the holders of rare forms alone."""
    from autograder.likeness import groups

    made = 0

    def counted(holders, size):
        nonlocal made
        pairs = list(combinations(holders, size))
        made += len(pairs)
        return pairs

    combinations = groups.combinations
    monkeypatch.setattr(groups, "combinations", counted)
    forms = honest(random.Random(6), 1000)
    forms["student-0003"] |= {q: Form(f"{q} in an odd way", 100) for q in QUESTIONS[:4]}
    forms["student-0777"] |= {q: Form(f"{q} in an odd way", 100) for q in QUESTIONS[:4]}

    (group,) = alike(forms)

    assert group.students == ("student-0003", "student-0777")
    assert made < 1000
