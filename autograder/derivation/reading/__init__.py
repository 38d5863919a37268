"""From LaTeX to typed trees: rows, sides, and what binds what.

`source`, `latex`, `dress`: places, tokens, and what TeX needs for the eye only, taken off. `relate`, `rows`,
`layout`: rows, statements, sides and the relations between them. `tree`: what a side says. `cursor`, `scope`,
`names`, `operators`, `means`, `derivatives`, `expressions`, `grammar`: from the tokens of a side to its trees.
"""
