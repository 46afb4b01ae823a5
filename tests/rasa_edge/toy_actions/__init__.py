"""The smallest bot that uses every joint of the edge; what it says names the joint, not a topic."""
