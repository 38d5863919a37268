"""What a tree is worth in random worlds.

`fields`: arrays with named axes. `models`: the worlds. `core`, `laws`, `densities`, `binders`, `measures`,
`calculus`, `evaluate`: the value of each kind of node.
"""
