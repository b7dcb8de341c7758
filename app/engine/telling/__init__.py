"""What the numbers of a run mean, in sentences that they bear out: explanations, diagnoses, remedies."""
