"""Whether each claim of a document holds.

`document`: claims and the student's own names. `values`, `relations`: values of sides, compared. `proportions`,
`equations`, `noises`, `sums`, `scales`: what is more than a comparison. `linking`: claim by claim. `outcome`,
`counterexample`: what is found.
"""
