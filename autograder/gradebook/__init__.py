"""What grading leaves behind: nbgrader's database, annotated notebooks, receipts, and who would move in a regrade.

Import from the modules: `book` needs nbgrader, the others do not.
"""
