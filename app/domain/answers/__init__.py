"""The final answer in what a model wrote, the number that it states, and the vote of several paths."""
