"""What a judged document earns.

`parts`: the trees by which it was judged. `goal`: the result. `credit`: the start, the moves, and all together.
"""
