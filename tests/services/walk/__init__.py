"""Random people who do random things to a few guides.

model    what is known of each guide from what people were seen to do; nothing in it is asked of the product.
moment   every row and every public answer at one moment.
ground   the people, how they do things, and the look at everything after each step.
writing  acting  waiting  wandering    the rules: what people may do next. A new subject is a class beside these,
         inherited by Wandering; what an act means for a guide is a line in `model.NOTES`.
records  public    the list “Always true” of the workflow, one function a promise, each given the step just made.
"""
