"""From a need to one common answer: briefs, qualification, shortlists, consortia, answers, awards, coproductions."""
